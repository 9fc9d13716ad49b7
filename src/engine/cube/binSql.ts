import { quoteString } from '../duck/quote';
import type { LogColumn } from '../log/openedLog';

/** One bin of a feature: numbers `low < x <= high` (null is open), a level, or the rows without a value. */
export type FeatureBin = { readonly low: number | null; readonly high: number | null } | { readonly level: string } | { readonly missing: true };

/** A condition that a row lies in the bin. */
export function binCondition(column: LogColumn, bin: FeatureBin): string {
  if ('missing' in bin) return column.profile.kind === 'numeric' ? `(${column.sql} IS NULL OR NOT isfinite(${column.sql}))` : `${column.sql} IS NULL`;
  if ('level' in bin) return `${column.sql} = ${quoteString(bin.level)}`;
  const parts = [`isfinite(${column.sql})`];
  if (bin.low !== null) parts.push(`${column.sql} > ${numberSql(bin.low)}`);
  if (bin.high !== null) parts.push(`${column.sql} <= ${numberSql(bin.high)}`);
  return parts.join(' AND ');
}

/** A DOUBLE literal of exactly this number; infinities too. As a text: bare digits are a DECIMAL first, whose cast is one unit off now and then. */
export function numberSql(x: number): string {
  return `'${Object.is(x, -0) ? '-0' : String(x)}'::DOUBLE`;
}
