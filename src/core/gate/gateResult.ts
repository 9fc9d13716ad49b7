import type { Family } from '../domain/finding';
import type { WindowInfo } from '../domain/window';

/** What a check can stand on: a family of the report, a limit or an objective that somebody wrote, or the log's columns. */
export type GateKind = Family | 'limit' | 'objective' | 'columns';

/** `skipped`: nothing could be judged; `tolerated`: it moved, and the configuration lets that pass. */
export type GateOutcome = 'passed' | 'failed' | 'skipped' | 'tolerated';

/** A line of code, for annotations. Lines and columns count from 1; `endColumn` lies just after the last character. */
export interface GatePlace {
  /** Relative to the root of the repository, with `/`. */
  readonly file: string;
  /** Null in a notebook, whose cells have lines of their own. */
  readonly line: number | null;
  readonly column?: number;
  readonly endColumn?: number;
}

/** One thing that was checked. */
export interface GateItem {
  /** Id of a finding, `feature:NAME`, `limit:…`, `slo:…` or `columns`; unique in a result. */
  readonly id: string;
  readonly kind: GateKind;
  readonly title: string;
  readonly outcome: GateOutcome;
  /** A plain sentence with numbers, for every outcome. */
  readonly reason: string;
  /** Where it is made, the best place first. */
  readonly places: readonly GatePlace[];
}

/** What `model-vitals check` says of one comparison. */
export interface GateResult {
  readonly schema: 'model-vitals/check/1';
  readonly source: string;
  readonly baseline: WindowInfo;
  readonly current: WindowInfo;
  /** Failed ones first, each group in the order of the report. */
  readonly items: readonly GateItem[];
  readonly passed: boolean;
}

/** `1 of 12 checks failed, 2 skipped`. */
export function gateSummary({ items }: Pick<GateResult, 'items'>): string {
  const count = (outcome: GateOutcome): number => items.filter((item) => item.outcome === outcome).length;
  const [failed, skipped, tolerated] = [count('failed'), count('skipped'), count('tolerated')];
  const judged = items.length - skipped;
  const rest = [tolerated === 0 ? '' : `${tolerated} moved and tolerated`, skipped === 0 ? '' : `${skipped} skipped`].filter((text) => text !== '');
  const head = judged === 0 ? 'nothing could be judged' : failed === 0 ? `all ${judged} checks passed` : `${failed} of ${judged} checks failed`;
  return [head, ...rest].join(', ');
}
