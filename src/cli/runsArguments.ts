import { parseArgs } from 'node:util';
import { FaultError } from '../core/domain/fault';

export const runsFormats = ['text', 'json'] as const;

export interface RunsArguments {
  /** Store or address; null takes the configuration's source, else what this folder holds. */
  readonly path: string | null;
  readonly source: string | null;
  readonly config: string | null;
  readonly bearer: string | null;
  readonly experiments: readonly string[];
  readonly compare: readonly [string, string] | null;
  /** Log whose production is put beside the deployed run: a file, folder or glob, or the name of a configured log. */
  readonly production: string | null;
  /** The run that is put beside production, where its version does not tell. */
  readonly run: string | null;
  readonly format: (typeof runsFormats)[number];
  readonly output: string | null;
  readonly color: boolean | null;
  readonly quiet: boolean;
}

/** Arguments behind `runs`. @throws FaultError `bad-arguments` that says what would fit */
export function parseRunsArguments(argv: readonly string[]): RunsArguments | 'help' {
  const { values, positionals, compare } = parse(argv);
  if (values.help === true) return 'help';
  const [path, ...more] = positionals;
  if (more.length > 0) throw bad(`one PATH or address at most, but ${more.map((each) => `"${each}"`).join(', ')} came too`);
  const format = values.format === undefined ? 'text' : runsFormats.find((one) => one === values.format);
  if (format === undefined) throw bad(`--format "${values.format ?? ''}": one of ${runsFormats.join(', ')}`);
  if (compare !== null && values.production !== undefined) throw bad('--compare and --production are two questions: ask one at a time');
  if (values.run !== undefined && values.production === undefined) throw bad('--run names the run for --production; to compare two runs write --compare A B');
  return {
    path: path ?? null, source: values.source ?? null, config: values.config ?? null, bearer: values.bearer ?? null, experiments: values.experiment ?? [], compare,
    production: values.production ?? null, run: values.run ?? null, format, output: values.output ?? null,
    color: values.color === true ? true : values['no-color'] === true ? false : null, quiet: values.quiet === true,
  };
}

function parse(argv: readonly string[]) {
  // `--compare` takes two values, which Node's parser does not know.
  const at = argv.findIndex((one) => one === '--compare' || one.startsWith('--compare='));
  const [a, b] = at < 0 ? [] : argv.slice(at + 1, at + 3);
  if (at >= 0 && (argv[at] !== '--compare' || a === undefined || b === undefined || a.startsWith('--') || b.startsWith('--'))) throw bad('--compare takes two runs: --compare A B, by id or name');
  const rest = at < 0 ? argv : [...argv.slice(0, at), ...argv.slice(at + 3)];
  try {
    const parsed = parseArgs({
      args: [...rest],
      allowPositionals: true,
      options: {
        source: { type: 'string' },
        config: { type: 'string' },
        bearer: { type: 'string' },
        experiment: { type: 'string', multiple: true },
        production: { type: 'string' },
        run: { type: 'string' },
        format: { type: 'string', short: 'f' },
        output: { type: 'string', short: 'o' },
        color: { type: 'boolean' },
        'no-color': { type: 'boolean' },
        quiet: { type: 'boolean', short: 'q' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    return { ...parsed, compare: a === undefined || b === undefined ? null : ([a, b] as const) };
  } catch (error) {
    throw bad(error instanceof Error ? error.message : String(error));
  }
}

function bad(detail: string): FaultError {
  return FaultError.of('bad-arguments', detail);
}
