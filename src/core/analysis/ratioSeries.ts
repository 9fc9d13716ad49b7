import type { Series } from '../domain/report';

/** Sum by sum a slot, null below `least`. */
export function ratioSeries(about: Omit<Series, 'values' | 'n'>, slots: number, least: number, top: (slot: number) => number, bottom: (slot: number) => number): Series {
  const n = Array.from({ length: slots }, (_, slot) => bottom(slot));
  return {
    ...about,
    n,
    values: n.map((rows, slot) => {
      const value = rows >= least && rows > 0 ? top(slot) / rows : null;
      return value !== null && Number.isFinite(value) ? value : null;
    }),
  };
}
