const units: Readonly<Record<string, number>> = { s: 1e6, m: 60e6, h: 3_600e6, d: 86_400e6, w: 604_800e6 };

export interface WindowLength {
  readonly unit: 'time' | 'rows';
  /** Microseconds, or rows. */
  readonly length: number;
}

/** `15m`, `1h`, `1d`, `1w` or `200rows`; null where it is none of these. */
export function parseWindowLength(written: string): WindowLength | null {
  const rows = /^(\d{1,9})\s*rows$/.exec(written);
  if (rows !== null) return Number(rows[1]) > 0 ? { unit: 'rows', length: Number(rows[1]) } : null;
  const time = /^(\d{1,6})([smhdw])$/.exec(written);
  const length = Number(time?.[1] ?? 0) * (units[time?.[2] ?? ''] ?? 0);
  return length > 0 ? { unit: 'time', length } : null;
}
