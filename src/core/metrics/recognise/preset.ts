import type { MetricRole } from '../metricRole';
import type { Selector } from '../metricPlan';

/** Unit of a source with the factor to ours. */
export const units = {
  s: { unit: 'ms', scale: 1_000 }, ms: { unit: 'ms', scale: 1 }, us: { unit: 'ms', scale: 1e-3 }, ns: { unit: 'ms', scale: 1e-6 },
  share: { unit: 'share', scale: 1 }, percent: { unit: 'share', scale: 0.01 },
  bytes: { unit: 'bytes', scale: 1 }, kB: { unit: 'bytes', scale: 1e3 }, MB: { unit: 'bytes', scale: 1e6 }, MiB: { unit: 'bytes', scale: 2 ** 20 },
  W: { unit: 'W', scale: 1 }, celsius: { unit: '°C', scale: 1 },
  requests: { unit: 'requests', scale: 1 }, tokens: { unit: 'tokens', scale: 1 }, cores: { unit: 'cores', scale: 1 }, none: { unit: '', scale: 1 },
} as const;

export type UnitName = keyof typeof units;
type Match = Selector['matchers'];

interface Named {
  readonly name: string;
  readonly role: MetricRole;
  readonly unit: UnitName;
}

/** One metric of a system. `of`: spellings of one family, the preferred first; a term is found where its system has it. */
export type Wanted = Named &
  (
    | { readonly kind: 'histogram'; readonly of: readonly string[] }
    | { readonly kind: 'level'; readonly of: readonly string[]; readonly aggregate: 'sum' | 'mean' | 'max'; readonly where?: Match }
    /** `where`: conditions any of which makes a series part of it. */
    | { readonly kind: 'level share'; readonly part: readonly string[]; readonly where?: readonly Match[]; readonly whole: readonly string[]; readonly complement?: true }
    | { readonly kind: 'rate'; readonly of: readonly string[]; readonly where?: Match }
    /** `whole` null: the same family without the condition. Several names are added up. */
    | { readonly kind: 'ratio'; readonly part: readonly string[]; readonly where?: Match; readonly whole: readonly string[] | null; readonly complement?: true }
    /** `count` null: `_sum` and `_count` of one summary or histogram. */
    | { readonly kind: 'mean'; readonly sum: string; readonly count: readonly string[] | null }
  );

export interface Preset {
  readonly system: string;
  /** Normal names that only this system has. */
  readonly sign: RegExp;
  /** Taken only where nothing else on the server counts or times requests: it speaks of itself. */
  readonly alone?: true;
  readonly metrics: readonly Wanted[];
}

export const histogram = (name: string, role: MetricRole, unit: UnitName, ...of: readonly string[]): Wanted => ({ kind: 'histogram', name, role, unit, of });
export const level = (name: string, role: MetricRole, unit: UnitName, of: string | readonly string[], aggregate: 'sum' | 'mean' | 'max' = 'sum', where: Match = []): Wanted => ({ kind: 'level', name, role, unit, of: typeof of === 'string' ? [of] : of, aggregate, where });
export const rate = (name: string, role: MetricRole, unit: UnitName, of: string | readonly string[], where: Match = []): Wanted => ({ kind: 'rate', name, role, unit, of: typeof of === 'string' ? [of] : of, where });
export const mean = (name: string, role: MetricRole, unit: UnitName, sum: string, count: readonly string[] | null = null): Wanted => ({ kind: 'mean', name, role, unit, sum, count });
/** Failed among all of one counter, by a label. */
export const failed = (of: string, label: string, op: Match[number]['op'], value: string): Wanted => ({ kind: 'ratio', name: 'error rate', role: 'errors', unit: 'share', part: [of], where: [{ label, op, value }], whole: null });
export const failedOf = (part: readonly string[], whole: readonly string[]): Wanted => ({ kind: 'ratio', name: 'error rate', role: 'errors', unit: 'share', part, whole });
export const share = (name: string, role: MetricRole, part: readonly string[], whole: readonly string[], complement?: true): Wanted => ({ kind: 'level share', name, role, unit: 'share', part, whole, ...(complement === undefined ? {} : { complement }) });
