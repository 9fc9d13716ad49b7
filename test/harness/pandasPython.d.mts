export function ensurePandasPython(log?: (line: string) => void): Promise<{ python: string } | { reason: string }>;
