export function ensureOtelPython(log?: (line: string) => void): Promise<{ readonly folder: string } | { readonly reason: string }>;
