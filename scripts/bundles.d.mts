import type { BuildOptions } from 'esbuild';

export interface Bundle {
  readonly name: string;
  readonly source: string;
  readonly outfile: string;
  readonly options: BuildOptions;
}
export const root: string;
export function bundles(): Bundle[];
export const copies: readonly (readonly [from: string, to: string])[];
