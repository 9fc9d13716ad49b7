export function mlflowVersions(): readonly string[];
export function ensureMlflow(version: string, log?: (line: string) => void): Promise<{ readonly python: string } | { readonly reason: string }>;
