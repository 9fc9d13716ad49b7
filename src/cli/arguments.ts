import { parseArgs } from 'node:util';
import type { AxisKind, Comparison, WindowRequest } from '../core/domain/window';
import { FaultError } from '../core/domain/fault';
import { parseComparison } from './windowArguments';

export const formats = ['text', 'json', 'markdown', 'html'] as const;
export type Format = (typeof formats)[number];
const axes: readonly AxisKind[] = ['time', 'file', 'version', 'row'];

export interface ReportArguments {
  readonly path: string | null;
  readonly source: string | null;
  readonly config: string | null;
  readonly code: string | null;
  readonly axis: AxisKind | null;
  readonly comparison: Comparison | { readonly baseline: WindowRequest | null; readonly current: WindowRequest | null };
  readonly format: Format;
  readonly output: string | null;
  readonly exact: 'auto' | 'never';
  readonly storage: string | null;
  readonly color: boolean | null;
  readonly quiet: boolean;
}

export type Arguments = { readonly command: 'report'; readonly report: ReportArguments } | { readonly command: 'help' } | { readonly command: 'version' };

/** Reads the command line; anything that does not fit is a `bad-arguments` fault that says what would. */
export function parseArguments(argv: readonly string[]): Arguments {
  const { values, positionals } = parse(argv);
  if (values.help === true) return { command: 'help' };
  if (values.version === true) return { command: 'version' };
  const [command, path, ...more] = positionals;
  if (command === undefined || command === 'help') return { command: 'help' };
  if (command !== 'report') throw bad(`there is no command "${command}"; the one there is: report`);
  if (more.length > 0) throw bad(`one PATH at most, but ${more.map((each) => `"${each}"`).join(', ')} came too (put a glob in quotes)`);
  return {
    command: 'report',
    report: {
      path: path ?? null,
      source: values.source ?? null,
      config: values.config ?? null,
      code: values.code ?? null,
      axis: oneOf('axis', values.axis, axes),
      comparison: parseComparison(values.preset, values.baseline, values.current),
      format: oneOf('format', values.format, formats) ?? 'text',
      output: values.output ?? null,
      exact: oneOf('exact', values.exact, ['auto', 'never'] as const) ?? 'auto',
      storage: values.storage ?? null,
      color: values.color === true ? true : values['no-color'] === true ? false : null,
      quiet: values.quiet === true,
    },
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        source: { type: 'string' },
        config: { type: 'string' },
        code: { type: 'string' },
        axis: { type: 'string' },
        preset: { type: 'string' },
        baseline: { type: 'string' },
        current: { type: 'string' },
        format: { type: 'string', short: 'f' },
        output: { type: 'string', short: 'o' },
        exact: { type: 'string' },
        storage: { type: 'string' },
        color: { type: 'boolean' },
        'no-color': { type: 'boolean' },
        quiet: { type: 'boolean', short: 'q' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw bad(error instanceof Error ? error.message : String(error));
  }
}

function oneOf<T extends string>(name: string, value: string | undefined, allowed: readonly T[]): T | null {
  if (value === undefined) return null;
  const found = allowed.find((each) => each === value);
  if (found === undefined) throw bad(`--${name} "${value}": one of ${allowed.join(', ')}`);
  return found;
}

function bad(detail: string): FaultError {
  return FaultError.of('bad-arguments', detail);
}
