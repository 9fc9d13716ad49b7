export function ensureDebianServers(log?: (line: string) => void): Promise<{ readonly folder: string } | { readonly reason: string }>;
export function ensurePostgres(log?: (line: string) => void): Promise<{ readonly bin: string; readonly libraries: string | null } | { readonly reason: string }>;
