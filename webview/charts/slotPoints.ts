export interface SlotPoint {
  readonly x: number;
  readonly y: number | null;
}

/** Values at the middle of their slots. Excluded windows are no windows: the line does not run over them. */
export function slotPoints(slots: readonly number[], value: (i: number) => number | null): SlotPoint[] {
  return slots.flatMap((slot, i) => {
    const point = { x: slot + 0.5, y: value(i) };
    return i > 0 && slot > (slots[i - 1] ?? slot) + 1 ? [{ x: slot, y: null }, point] : [point];
  });
}
