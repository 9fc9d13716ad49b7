export function ensureChdb(log?: (line: string) => void): Promise<{ readonly python: string; readonly path: string } | { readonly reason: string }>;
export function ensureTrino(log?: (line: string) => void): Promise<{ readonly folder: string; readonly java: string } | { readonly reason: string }>;
