import { maxSlots } from './chooseStep';

/** How finely a cube is cut, so that all its tables together stay near `maxCells` numbers (8 bytes each). */
export interface CubeBudget {
  readonly slots: number;
  /** Bins of a numeric column with many values. */
  readonly bins: number;
  /** Distinct values up to which a numeric column gets a bin for each. */
  readonly values: number;
  /** Levels of a categorical column, without the rest. */
  readonly levels: number;
}

export const maxCells = 8_000_000;

/** Bins are given up before slots, down to 40; then slots, down to 48. */
export function cubeBudget(columns: number): CubeBudget {
  const width = maxCells / maxSlots / Math.max(1, columns);
  const bins = Math.floor(Math.min(128, Math.max(40, width)));
  const slots = Math.floor(Math.min(maxSlots, Math.max(48, maxCells / Math.max(1, columns) / bins)));
  return { slots, bins, values: Math.min(256, columns <= 50 ? 256 : bins), levels: Math.min(64, bins) };
}

/** Fewest slots of a time or row axis where there is anything to cut: windows must be draggable. */
const leastSlots = 48;
/** Rows that a slot should hold on average, so that most slots can show a share or a percentile. */
const rowsASlot = 200;

/** Slots to aim at: as many as fit, but not so many that a small log falls apart into slots too thin to show anything. */
export function slotsFor(rows: number, most: number): number {
  return Math.max(Math.min(leastSlots, most), Math.min(most, Math.floor(rows / rowsASlot)));
}
