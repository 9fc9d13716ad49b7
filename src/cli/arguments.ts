import { parseArgs } from 'node:util';
import type { AxisKind, Comparison, WindowRequest } from '../core/domain/window';
import { FaultError } from '../core/domain/fault';
import type { AlertsQuery } from '../protocol/engineCalls';
import { parseRunsArguments, type RunsArguments } from './runsArguments';
import { parseComparison, parseLengths, parseLevel, parseRange, type WindowLengths } from './windowArguments';

export const formats = ['text', 'json', 'markdown', 'html'] as const;
export type Format = (typeof formats)[number];
const axes: readonly AxisKind[] = ['time', 'file', 'version', 'row'];

/** Which log, and where its answer goes. */
export interface SourceArguments {
  readonly path: string | null;
  readonly source: string | null;
  readonly config: string | null;
  readonly storage: string | null;
  readonly output: string | null;
  readonly color: boolean | null;
  readonly quiet: boolean;
  /** Environment variable that holds the bearer token for an address. */
  readonly bearer: string | null;
  /** Seconds that pages without a history are watched before the answer. */
  readonly watchSeconds: number;
}

export interface ReportArguments extends SourceArguments {
  readonly code: string | null;
  readonly axis: AxisKind | null;
  readonly comparison: Comparison | { readonly baseline: WindowRequest | null; readonly current: WindowRequest | null };
  readonly format: Format;
  readonly exact: 'auto' | 'never';
  /** Explain what moved by segments. */
  readonly why: boolean;
}

export const alertFormats = ['text', 'jsonl'] as const;

export interface AlertsArguments extends SourceArguments {
  readonly lengths: WindowLengths;
  readonly baseline: AlertsQuery['baseline'];
  readonly excluded: AlertsQuery['excluded'];
  /** Share of windows with a false alert; null takes the configuration's. */
  readonly level: number | null;
  readonly format: (typeof alertFormats)[number];
}

export type Arguments =
  | { readonly command: 'report'; readonly report: ReportArguments }
  | { readonly command: 'alerts'; readonly alerts: AlertsArguments }
  | { readonly command: 'runs'; readonly runs: RunsArguments }
  | { readonly command: 'help' }
  | { readonly command: 'version' };

/** Reads the command line; anything that does not fit is a `bad-arguments` fault that says what would. */
export function parseArguments(argv: readonly string[]): Arguments {
  if (argv[0] === 'runs') {
    const runs = parseRunsArguments(argv.slice(1));
    return runs === 'help' ? { command: 'help' } : { command: 'runs', runs };
  }
  const { values, positionals } = parse(argv);
  if (values.help === true) return { command: 'help' };
  if (values.version === true) return { command: 'version' };
  const [command, path, ...more] = positionals;
  if (command === undefined || command === 'help') return { command: 'help' };
  if (command !== 'report' && command !== 'alerts') throw bad(`there is no command "${command}"; those there are: report, alerts, runs`);
  if (more.length > 0) throw bad(`one PATH at most, but ${more.map((each) => `"${each}"`).join(', ')} came too (put a glob in quotes)`);
  const source: SourceArguments = {
    path: path ?? null,
    source: values.source ?? null,
    config: values.config ?? null,
    storage: values.storage ?? null,
    output: values.output ?? null,
    color: values.color === true ? true : values['no-color'] === true ? false : null,
    quiet: values.quiet === true,
    bearer: values.bearer ?? null,
    watchSeconds: values.watch === undefined ? 60 : parseSeconds(values.watch),
  };
  return command === 'alerts' ? { command, alerts: alertsArguments(source, values) } : { command, report: reportArguments(source, values) };
}

type Values = ReturnType<typeof parse>['values'];

function reportArguments(source: SourceArguments, values: Values): ReportArguments {
  refuse('report', values, ['window', 'exclude', 'level']);
  return {
    ...source,
    code: values.code ?? null,
    axis: oneOf('axis', values.axis, axes),
    comparison: parseComparison(values.preset, values.baseline, values.current),
    format: oneOf('format', values.format, formats) ?? 'text',
    exact: oneOf('exact', values.exact, ['auto', 'never'] as const) ?? 'auto',
    why: values.why === true,
  };
}

function alertsArguments(source: SourceArguments, values: Values): AlertsArguments {
  refuse('alerts', values, ['code', 'axis', 'preset', 'current', 'exact', 'why']);
  return {
    ...source,
    lengths: parseLengths(values.window ?? []),
    baseline: values.baseline === undefined ? null : parseRange('baseline', values.baseline),
    excluded: (values.exclude ?? []).map((range) => parseRange('exclude', range)),
    level: values.level === undefined ? null : parseLevel(values.level),
    format: oneOf('format', values.format, alertFormats) ?? 'text',
  };
}

/** An option of the other command is a mistake, not something to pass over. */
function refuse(command: string, values: Values, names: readonly (keyof Values)[]): void {
  for (const name of names) if (values[name] !== undefined) throw bad(`--${name} is no option of ${command}`);
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
        window: { type: 'string', multiple: true },
        exclude: { type: 'string', multiple: true },
        level: { type: 'string' },
        baseline: { type: 'string' },
        current: { type: 'string' },
        format: { type: 'string', short: 'f' },
        output: { type: 'string', short: 'o' },
        exact: { type: 'string' },
        why: { type: 'boolean' },
        storage: { type: 'string' },
        color: { type: 'boolean' },
        'no-color': { type: 'boolean' },
        bearer: { type: 'string' },
        watch: { type: 'string' },
        quiet: { type: 'boolean', short: 'q' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw bad(error instanceof Error ? error.message : String(error));
  }
}

function parseSeconds(text: string): number {
  const found = /^(\d+(?:\.\d+)?)(s|m)$/.exec(text);
  const seconds = found === null ? Number.NaN : Number(found[1]) * (found[2] === 'm' ? 60 : 1);
  if (!(seconds > 0)) throw bad(`--watch "${text}": a length, for example 30s or 5m`);
  return seconds;
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
