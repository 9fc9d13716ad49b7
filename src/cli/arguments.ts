import { parseArgs } from 'node:util';
import { parseWindow } from '../core/config/parseWindow';
import type { AxisKind, Comparison, WindowRequest } from '../core/domain/window';
import { FaultError } from '../core/domain/fault';
import { usualOtlpPort } from '../core/metrics/metricsSpec';
import type { AlertsQuery } from '../protocol/engineCalls';
import { parseRunsArguments, type RunsArguments } from './runsArguments';
import { parseComparison, parseLengths, parseLevel, parseRange, type WindowLengths } from './windowArguments';

export const formats = ['text', 'json', 'markdown', 'html', 'csv'] as const;
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
  /** PATH is OTLP/JSON lines, though it does not look so. */
  readonly otlp: boolean;
  /** Port on which OTLP is received; null where it is not asked for. */
  readonly listen: number | null;
  /** Environment variable that holds the password for the address of a database. */
  readonly passwordEnv: string | null;
  /** Files of labels that come later, and the name of their id; none: those of the configuration. */
  readonly labels: readonly string[];
  readonly labelId: string | null;
  /** Seconds that pages without a history are watched before the answer. */
  readonly watchSeconds: number;
}

export interface ReportArguments extends SourceArguments {
  readonly code: string | null;
  readonly axis: AxisKind | null;
  readonly comparison: Comparison | { readonly baseline: WindowRequest | null; readonly current: WindowRequest | null };
  /** `notebook` of the command of that name. */
  readonly format: Format | 'notebook';
  readonly exact: 'auto' | 'never';
  /** Explain what moved by segments. */
  readonly why: boolean;
  /** A feature that a notebook compares whether it moved or not. */
  readonly feature: string | null;
}

export const checkFormats = ['text', 'json', 'markdown', 'junit', 'sarif'] as const;
export type CheckFormat = (typeof checkFormats)[number];

/** As a report, with what it is judged by and the files that tell others. */
export interface CheckArguments extends Omit<ReportArguments, 'format' | 'why' | 'feature'> {
  /** File of a stored baseline, instead of a baseline window of the log. */
  readonly stored: string | null;
  readonly format: CheckFormat;
  readonly junit: string | null;
  readonly sarif: string | null;
  readonly markdown: string | null;
}

/** Saves a window of a log as a portable baseline; the file goes to `output`. */
export interface BaselineArguments extends SourceArguments {
  readonly window: WindowRequest | null;
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
  | { readonly command: 'check'; readonly check: CheckArguments }
  | { readonly command: 'baseline'; readonly baseline: BaselineArguments }
  | { readonly command: 'mcp'; readonly mcp: SourceArguments & { readonly code: string | null } }
  | { readonly command: 'runs'; readonly runs: RunsArguments }
  | { readonly command: 'help' }
  | { readonly command: 'version' };

const commands = ['report', 'alerts', 'check', 'baseline', 'notebook', 'mcp'] as const;

/** Reads the command line; anything that does not fit is a `bad-arguments` fault that says what would. */
export function parseArguments(argv: readonly string[]): Arguments {
  if (argv[0] === 'runs') {
    const runs = parseRunsArguments(argv.slice(1));
    return runs === 'help' ? { command: 'help' } : { command: 'runs', runs };
  }
  const { values, positionals } = parse(argv);
  if (values.help === true) return { command: 'help' };
  if (values.version === true) return { command: 'version' };
  const [command, ...after] = positionals;
  if (command === undefined || command === 'help') return { command: 'help' };
  const known = commands.find((each) => each === command);
  if (known === undefined) throw bad(`there is no command "${command}"; those there are: report, alerts, check, baseline save, notebook, runs, mcp`);
  if (command === 'baseline' && after.shift() !== 'save') throw bad('of baselines there is `model-vitals baseline save [PATH] --output FILE`');
  const [path, ...more] = after;
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
    otlp: values.otlp === true,
    listen: listenPort(values.listen, path),
    passwordEnv: values['password-env'] ?? null,
    labels: values.labels ?? [],
    labelId: values['label-id'] ?? null,
    watchSeconds: values.watch === undefined ? 60 : parseSeconds(values.watch),
  };
  switch (known) {
    case 'mcp':
      refuse('mcp', values, ['window', 'feature', 'exclude', 'level', 'axis', 'preset', 'baseline', 'current', 'exact', 'why', 'format', 'output', ...checkOnly]);
      return { command: known, mcp: { ...source, code: values.code ?? null } };
    case 'alerts':
      return { command: known, alerts: alertsArguments(source, values) };
    case 'check':
      return { command: known, check: checkArguments(source, values) };
    case 'baseline':
      return { command: known, baseline: baselineArguments(source, values) };
    case 'report':
      return { command: known, report: reportArguments(source, values) };
    case 'notebook':
      return { command: 'report', report: notebookArguments(source, values) };
  }
}

type Values = ReturnType<typeof parse>['values'];

function reportArguments(source: SourceArguments, values: Values): ReportArguments {
  refuse('report', values, ['window', 'exclude', 'level', 'feature', ...checkOnly]);
  return {
    ...source,
    code: values.code ?? null,
    axis: oneOf('axis', values.axis, axes),
    comparison: parseComparison(values.preset, values.baseline, values.current),
    format: oneOf('format', values.format, formats) ?? 'text',
    exact: oneOf('exact', values.exact, ['auto', 'never'] as const) ?? 'auto',
    why: values.why === true,
    feature: null,
  };
}

function notebookArguments(source: SourceArguments, values: Values): ReportArguments {
  if (values.format !== undefined || values.why !== undefined) throw bad(`--${values.why === undefined ? 'format' : 'why'} is no option of notebook`);
  if (source.output !== null && !source.output.endsWith('.ipynb')) throw bad(`--output "${source.output}": a notebook is a file that ends with .ipynb`);
  const { feature = null, ...others } = values;
  return { ...reportArguments(source, others), format: 'notebook', feature };
}

const checkOnly = ['junit', 'sarif', 'markdown'] as const;

function checkArguments(source: SourceArguments, values: Values): CheckArguments {
  refuse('check', values, ['window', 'exclude', 'level', 'why', 'feature']);
  const stored = isStored(values.baseline) ? values.baseline : null;
  if (stored !== null && (values.preset !== undefined || values.axis !== undefined)) throw bad('a stored baseline is compared with the rows of --current, or with all: leave --preset and --axis out');
  return {
    ...source,
    stored,
    code: values.code ?? null,
    axis: oneOf('axis', values.axis, axes),
    comparison: parseComparison(values.preset, stored === null ? values.baseline : undefined, values.current),
    exact: oneOf('exact', values.exact, ['auto', 'never'] as const) ?? 'auto',
    format: oneOf('format', values.format, checkFormats) ?? 'text',
    junit: values.junit ?? null,
    sarif: values.sarif ?? null,
    markdown: values.markdown ?? null,
  };
}

/** A file of `baseline save`; every other name is that of a window. */
function isStored(baseline: string | undefined): baseline is string {
  return baseline !== undefined && baseline.endsWith('.json') && !/^(file|version):/.test(baseline);
}

function baselineArguments(source: SourceArguments, values: Values): BaselineArguments {
  refuse('baseline save', values, ['window', 'feature', 'exclude', 'level', 'code', 'axis', 'preset', 'current', 'exact', 'why', 'format', 'storage', ...checkOnly]);
  if (source.output === null) throw bad('name the file that the baseline goes to: --output baseline.json');
  if (!source.output.endsWith('.json')) throw bad(`--output "${source.output}": a baseline is a file that ends with .json`);
  return { ...source, window: values.baseline === undefined ? null : parseWindow('--baseline', values.baseline) };
}

function alertsArguments(source: SourceArguments, values: Values): AlertsArguments {
  refuse('alerts', values, ['code', 'feature', 'axis', 'preset', 'current', 'exact', 'why', ...checkOnly]);
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
        feature: { type: 'string' },
        junit: { type: 'string' },
        sarif: { type: 'string' },
        markdown: { type: 'string' },
        storage: { type: 'string' },
        color: { type: 'boolean' },
        'no-color': { type: 'boolean' },
        bearer: { type: 'string' },
        'password-env': { type: 'string' },
        labels: { type: 'string', multiple: true },
        'label-id': { type: 'string' },
        watch: { type: 'string' },
        otlp: { type: 'boolean' },
        listen: { type: 'string' },
        quiet: { type: 'boolean', short: 'q' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw bad(error instanceof Error ? error.message : String(error));
  }
}

/** The port of `--listen 4318` or `otlp://127.0.0.1:4318`; only this machine is listened to. */
function listenPort(option: string | undefined, path: string | undefined): number | null {
  const address = /^otlp:\/\/([^/:]*)(?::(\d+))?\/?$/i.exec(path ?? '');
  if (path !== undefined && /^otlp:/i.test(path) && !['127.0.0.1', 'localhost'].includes(address?.[1]?.toLowerCase() ?? '')) throw bad(`${path}: only otlp://127.0.0.1:PORT is listened to`);
  if (option !== undefined && path !== undefined) throw bad('--listen receives from exporters: leave PATH out');
  if (option === undefined && address === null) return null;
  const port = Number(option ?? address?.[2] ?? usualOtlpPort);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw bad(`--listen "${option ?? path ?? ''}": a port, for example ${usualOtlpPort}`);
  return port;
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
