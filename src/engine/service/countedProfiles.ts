import type { Cube, CubeColumn } from '../../core/cube/cube';
import type { ColumnProfile } from '../../core/domain/source';

/**
 * Profiles that were estimated from a sample with the figures that the cube counted in all rows: range, mean, missing values, levels.
 * Only what no count knows (distinct numbers) stays estimated, and its note says so. A cube that leaves rows out changes nothing.
 */
export function countedProfiles(profiles: readonly ColumnProfile[], cube: Cube): readonly ColumnProfile[] {
  if (cube.outside > 0) return profiles;
  const rows = sum(cube.rows);
  const columns = new Map(cube.columns.map((column) => [column.name, column]));
  return profiles.map((profile) => {
    const column = columns.get(profile.name);
    if (column === undefined || profile.rows !== rows) return profile;
    const missing = Math.max(0, sum(column.missing) - profile.unreadable);
    if (column.kind === 'category') {
      const isWhole = (note: string): boolean => !note.startsWith('estimated from') && !note.endsWith(' levels');
      const distinct = column.levels.length + column.restLevels;
      const { distinctIsEstimate: _, ...known } = profile;
      return { ...known, missing, distinct, notes: [...profile.notes.filter(isWhole), ...(distinct > 1000 ? [`${distinct.toLocaleString('en')} levels`] : [])] };
    }
    const notes = profile.notes.map((note) => (note.startsWith('estimated from') ? `distinct values ${note}` : note));
    return { ...profile, missing, ...(column.kind === 'numeric' ? { nonFinite: sum(column.nonFinite) } : {}), ...rangeOf(column), notes };
  });
}

function rangeOf(column: Exclude<CubeColumn, { readonly kind: 'category' }>): Partial<ColumnProfile> {
  const n = sum(column.counts) + (column.kind === 'latency' ? sum(column.zero) : 0);
  if (n === 0) return {};
  const mean = sum(column.sum) / n + (column.kind === 'numeric' ? column.centre : 0);
  return { min: column.min.reduce((a, b) => (b < a || Number.isNaN(a) ? b : a), NaN), max: column.max.reduce((a, b) => (b > a || Number.isNaN(a) ? b : a), NaN), mean };
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
