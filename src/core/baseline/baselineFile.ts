import * as v from 'valibot';
import type { StatusRule } from '../cube/statusRule';
import type { Cube } from '../cube/cube';
import type { Role } from '../domain/role';
import { roles } from '../domain/role';
import { FaultError } from '../domain/fault';
import { cubeOf, cubeShape, storedCube } from './storedCube';

/** Which classes the outcome tables count, and what each spelling of them means. */
export interface StoredClasses {
  readonly levels: readonly string[];
  readonly hasRest: boolean;
  readonly positive: number | null;
  readonly ofLabel: readonly (readonly [spelling: string, level: number])[];
  readonly ofPrediction: readonly (readonly [spelling: string, level: number])[];
}

/**
 * A window of a log as counts alone, small enough to be committed: its cube with one slot, and what is needed to count later rows alike. It holds no row, but
 * names: those of the columns, of the levels of categories, and the values of numbers that have few.
 */
export interface StoredBaseline {
  readonly schema: 'model-vitals/baseline/1';
  /** Name of the source that it was taken from. */
  readonly source: string;
  /** Milliseconds since 1970 when it was saved. */
  readonly savedAtMs: number;
  /** Where its window lay, in words. */
  readonly window: string;
  /** Role of each column, counted or not. */
  readonly roles: readonly (readonly [column: string, role: Role])[];
  readonly classes: StoredClasses | null;
  readonly status: StatusRule | null;
  readonly cube: Cube;
}

// Pairs, not objects: a class or a column may be called `__proto__`.
const spellings = v.array(v.tuple([v.string(), v.pipe(v.number(), v.integer(), v.minValue(0))]));
const classes = v.object({
  levels: v.array(v.string()),
  hasRest: v.boolean(),
  positive: v.nullable(v.number()),
  ofLabel: spellings,
  ofPrediction: spellings,
});

const status = v.object({
  text: v.string(),
  kind: v.picklist(['http', 'zero-ok', 'one-ok', 'words', 'not-empty']),
  oks: v.array(v.string()),
  errors: v.array(v.string()),
  othersAreErrors: v.boolean(),
});

const shape = v.object({
  schema: v.literal('model-vitals/baseline/1'),
  source: v.string(),
  savedAtMs: v.number(),
  window: v.string(),
  roles: v.array(v.tuple([v.string(), v.picklist(roles)])),
  classes: v.nullable(classes),
  status: v.nullable(status),
  cube: cubeShape,
});

/** The file's text: JSON, a column a line, so that a version control shows which have changed. Numbers are written so that they are read back to the last bit. */
export function writeBaseline({ cube, ...about }: StoredBaseline): string {
  const { columns, ...tables } = storedCube(cube);
  const lines = columns.map((column) => `    ${JSON.stringify(column)}`).join(',\n');
  const head = JSON.stringify(about, null, 1).slice(0, -2);
  const rest = Object.entries(tables).map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`).join(',\n');
  return `${head},\n "cube": {\n${rest},\n  "columns": [\n${lines}\n  ]\n }\n}\n`;
}

/** @throws FaultError `unreadable` where the text is no baseline or its tables do not fit one another, with the place */
export function readBaseline(text: string): StoredBaseline {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw FaultError.of('unreadable', `it is no JSON (${error instanceof Error ? error.message : String(error)})`);
  }
  const result = v.safeParse(shape, parsed);
  if (!result.success) {
    const [issue] = result.issues;
    const place = (issue.path ?? []).map((part) => String(part.key)).join('.');
    const other = typeof parsed !== 'object' || parsed === null || !('schema' in parsed) || parsed.schema !== 'model-vitals/baseline/1';
    throw FaultError.of('unreadable', other ? 'it is no baseline of model-vitals, or one of a later version' : `it is damaged: ${place === '' ? '' : `${place}: `}${issue.message}`);
  }
  const { cube, ...about } = result.output;
  return { ...about, cube: cubeOf(cube) };
}
