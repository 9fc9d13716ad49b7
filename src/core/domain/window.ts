/**
 * The axis that a cube is cut along. Slots are numbered from 0. `time` slots are `[start + i*step, start + (i+1)*step)`,
 * microseconds since 1970 UTC, `start` a multiple of `step`.
 */
export type Axis =
  | { readonly kind: 'time'; readonly start: number; readonly step: number; readonly count: number }
  | { readonly kind: 'file'; readonly names: readonly string[] }
  | { readonly kind: 'version'; readonly names: readonly string[] }
  | { readonly kind: 'row'; readonly step: number; readonly count: number; readonly total: number };

export type AxisKind = Axis['kind'];

/** A half-open range of slots `[from, to)`. */
export interface SlotRange {
  readonly from: number;
  readonly to: number;
}

/** What a person asks for; resolved against an axis by `resolveWindows`. Times are microseconds since 1970 UTC. */
export type WindowRequest =
  | { readonly kind: 'range'; readonly from: number; readonly to: number }
  | { readonly kind: 'slots'; readonly from: number; readonly to: number }
  | { readonly kind: 'file'; readonly name: string }
  | { readonly kind: 'version'; readonly name: string }
  | { readonly kind: 'named'; readonly name: string };

/** Presets that choose both windows at once. Shares are of the axis, lengths in microseconds. */
export type WindowPreset =
  | { readonly kind: 'parts'; readonly baseline: number; readonly current: number } // first part against last part
  | { readonly kind: 'last'; readonly length: number } // last N against the N before
  | { readonly kind: 'same-hours'; readonly length: number; readonly ago: 'day' | 'week' }
  | { readonly kind: 'labels-in' } // first half against last quarter of the part whose labels are in
  | { readonly kind: 'files'; readonly baseline: string; readonly current: string }
  | { readonly kind: 'versions'; readonly baseline: string; readonly current: string };

export type Comparison =
  | { readonly preset: WindowPreset }
  | { readonly baseline: WindowRequest; readonly current: WindowRequest };

/** A window after resolution: what was really taken, with its size. */
export interface WindowInfo {
  readonly slots: SlotRange;
  /** For a time axis, microseconds since 1970 UTC; null on other axes. */
  readonly from: number | null;
  readonly to: number | null;
  /** File or version name, or `rows 1 to 5,000`; null on a time axis. */
  readonly label: string | null;
  readonly rows: number;
  /** What `rows` counts where it is not rows of a log: requests that a server counted, or time slots that it covers. */
  readonly counts?: Counted;
  readonly versions: readonly string[];
}

export type Counted = 'request' | 'time slot';
