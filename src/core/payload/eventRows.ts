import type { Cell, Cells, HalfEvent, Instances } from './event';

/** The flat row that an ordinary log would have: `features` apart from what stands beside them. */
export type PayloadRow = Readonly<Record<string, Cell | Cells>>;

/** What is made of one request: its rows, or why there are none. */
export interface MadeRows {
  readonly rows: readonly PayloadRow[];
  readonly problem: string | null;
  /** Whether the times of both sides tell a latency. */
  readonly latency: 'told' | 'too coarse' | 'no times';
}

interface Sides {
  readonly id: string | null;
  readonly time: string | number | null;
  readonly common: Cells;
  readonly request: Instances | null;
  readonly response: Instances | null;
  readonly latencyMs?: number;
  /** Whether the response is known to be there or missing, as an event of its own. */
  readonly paired?: boolean;
}

/** Rows of one request, an instance each: the request's id, with the instance's place after it where there are several. */
export function rowsOf({ id, time, common, request, response, latencyMs, paired }: Sides): { readonly rows: readonly PayloadRow[]; readonly problem: string | null } {
  const inputs = request?.rows ?? [];
  const outputs = response?.rows ?? [];
  const failed = response?.error !== undefined;
  if (inputs.length > 0 && outputs.length > 0 && inputs.length !== outputs.length) return { rows: [], problem: `${inputs.length} instances but ${outputs.length} outputs` };
  const n = Math.max(inputs.length, outputs.length, failed ? 1 : 0);
  const rows = Array.from({ length: n }, (_, i): PayloadRow => {
    const { features, rest } = split(outputs[i] ?? {});
    const own = { ...inputs[i], ...features };
    return {
      ...(time === null ? {} : { time }),
      ...(id === null ? {} : { id: n === 1 ? id : `${id}/${i}` }),
      ...(latencyMs === undefined ? {} : { latency_ms: latencyMs }),
      ...(failed ? { status: 'error', error_text: response?.error ?? '' } : paired === true ? { status: 'ok' } : {}),
      ...common,
      ...rest,
      ...(n > 1 ? { instances: n } : {}),
      ...(Object.keys(own).length === 0 ? {} : { features: own }),
    };
  });
  return { rows, problem: n === 0 ? 'it holds no instance' : null };
}

/** Cells of outputs that are features of a request (tokens) and the others. */
function split(cells: Cells): { readonly features: Cells; readonly rest: Cells } {
  const features: Record<string, Cell> = {};
  const rest: Record<string, Cell> = {};
  for (const [name, value] of Object.entries(cells)) {
    if (name.startsWith('features.')) features[name.slice('features.'.length)] = value;
    else rest[name] = value;
  }
  return { features, rest };
}

/** Rows of a request and its response, or of one that stands alone. */
export function pairRows(request: HalfEvent | null, response: HalfEvent | null): MadeRows {
  const span = request === null || response === null ? null : spanOf(request.time, response.time);
  const id = request?.id ?? response?.id ?? null;
  const made = rowsOf({
    id, time: request?.time ?? response?.time ?? null, common: { ...response?.common, ...request?.common }, request: request?.instances ?? null, response: response?.instances ?? null,
    ...(typeof span === 'number' ? { latencyMs: span } : {}), paired: response !== null,
  });
  return { ...made, latency: typeof span === 'number' ? 'told' : (span ?? 'no times') };
}

/** Milliseconds between two times; times of whole seconds on both sides tell no latency. */
function spanOf(from: string | number | null, to: string | number | null): number | 'too coarse' | 'no times' {
  if (from === null || to === null) return 'no times';
  const [a, b] = [instant(from), instant(to)];
  if (a === null || b === null || b < a) return 'no times';
  if ([from, to].every((time) => typeof time === 'string' && !/[.,]\d/.test(time)) || [a, b].every((ms) => ms % 1000 === 0)) return 'too coarse';
  return Math.round((b - a) * 1e6) / 1e6;
}

/** Milliseconds since 1970 with fractions, of an ISO text or a number of seconds or milliseconds. */
function instant(time: string | number): number | null {
  if (typeof time === 'number') return time > 1e11 ? time : time * 1000;
  const whole = Date.parse(time.replace(/([.,]\d+)/, ''));
  const fraction = Number(`0${/([.,]\d+)/.exec(time)?.[1]?.replace(',', '.') ?? ''}`) * 1000;
  return Number.isNaN(whole) ? null : whole + fraction;
}

/** Labels by the ids of the rows that they belong to. */
export function truthRows({ id, time, instances: { rows } }: HalfEvent): readonly PayloadRow[] {
  return rows.map((row, i) => ({ id: rows.length === 1 ? id : `${id}/${i}`, label: row['label'] ?? null, ...(time === null ? {} : { label_time: time }) }));
}
