/** `not clear`: the interval covers more than half of the slots, or no single shift stands out. */
export type OnsetState = 'found' | 'not clear' | 'not available';

/** When something that moved began to move: one change of level along the slots from the baseline's first to the current window's last. */
export interface Onset {
  readonly state: OnsetState;
  /** Why this state, in plain words. */
  readonly reason: string;
  /** First slot of the new level. Null unless `found`, as are all figures below. */
  readonly slot: number | null;
  /** Slots between whose starts the change lies: at or after the start of `from`, at or before the start of `to`. */
  readonly interval: { readonly from: number; readonly to: number; readonly level: number } | null;
  /** Where the first slot of the new level lies; the gap is between the windows. */
  readonly place: 'in the baseline' | 'between the windows' | 'as the current window begins' | 'in the current window' | null;
  /** What was watched slot by slot, and its level before and after. */
  readonly watched: { readonly statistic: string; readonly before: number; readonly after: number } | null;
  /** Slots with enough rows that it was looked for in. */
  readonly slots: number;
  readonly method: string;
}
