import type { Role } from '../domain/role';
import type { ColumnProfile } from '../domain/source';

/** What the values say of a suggested role: `detail` words either the confirmation or the cause of the rejection. */
export interface ValueCheck {
  readonly fits: boolean;
  readonly detail: string;
}

const yes = (detail: string): ValueCheck => ({ fits: true, detail });
const no = (detail: string): ValueCheck => ({ fits: false, detail });

export type EpochUnit = 'epoch-s' | 'epoch-ms' | 'epoch-us' | 'epoch-ns';

const year1990 = 631152000;
const year2100 = 4102444800;

/** The unit in which all values lie between 1990 and 2100, if there is one. */
export function epochUnit(min: number | undefined, max: number | undefined): EpochUnit | null {
  if (min === undefined || max === undefined) return null;
  const scales = [['epoch-s', 1], ['epoch-ms', 1e3], ['epoch-us', 1e6], ['epoch-ns', 1e9]] as const;
  return scales.find(([, scale]) => min >= year1990 * scale && max <= year2100 * scale)?.[0] ?? null;
}

/** Whether a numeric column holds whole numbers only, as far as its examples show. */
export function isWhole({ min, max, examples }: ColumnProfile): boolean {
  return Number.isInteger(min) && Number.isInteger(max) && examples.every((text) => Number.isInteger(Number(text)));
}

/** Numbers between 0 and 1 that are not only 0 and 1. */
export function isShare(profile: ColumnProfile): boolean {
  const { kind, min = -1, max = 2, distinct } = profile;
  return kind === 'numeric' && min >= 0 && max <= 1 && distinct > 2 && !isWhole(profile);
}

export function present({ rows, missing }: ColumnProfile): number {
  return rows - missing;
}

/** Confirms or rejects what a column's name suggests. */
export function checkValues(role: Role, profile: ColumnProfile, examplesOfPrediction: readonly string[] | null): ValueCheck {
  const { kind, distinct, min, max } = profile;
  const n = present(profile);
  if (kind === 'empty') return role === 'label' || role === 'label time' ? yes('no value yet') : no('all missing');
  if ((kind === 'list' || kind === 'binary') && role !== 'ignore') return no(kind === 'list' ? 'lists or objects' : 'binary values');
  switch (role) {
    case 'label time':
    case 'timestamp': {
      if (kind === 'time') return yes('times');
      const epoch = kind === 'numeric' ? epochUnit(min, max) : null;
      return epoch === null ? no('the values are no times') : yes(epoch);
    }
    case 'latency':
      if (kind !== 'numeric') return no('not numeric');
      // Nanoseconds of about a second look like seconds since 1970: only a name that may mean either is doubted.
      if (/time$/i.test(profile.name) && epochUnit(min, max) !== null && distinct > 1) return no('the values are points in time');
      return (min ?? 0) < 0 ? no('negative values') : yes('numbers from 0');
    case 'status':
      if (kind === 'numeric') {
        if ((min ?? -1) >= 100 && (max ?? 1000) < 600 && isWhole(profile)) return yes('HTTP status codes');
        return distinct <= 2 && (min ?? -1) >= 0 && (max ?? 2) <= 1 ? yes('0 and 1') : distinct <= 20 && isWhole(profile) && (min ?? -1) >= 0 ? yes('few codes') : no('the numbers are no status codes');
      }
      return kind === 'time' ? no('times') : distinct <= 50 || n < profile.rows / 2 ? yes(`${distinct} ${distinct === 1 ? 'level' : 'levels'}`) : no('too many levels');
    case 'version':
    case 'model':
      if (kind === 'numeric' && !isWhole(profile) && distinct > 20) return no('not names');
      return kind !== 'time' && distinct <= 200 && (distinct <= 20 || distinct < n / 5) ? yes(`${distinct} ${distinct === 1 ? 'level' : 'levels'}`) : no('too many levels');
    case 'segment':
      return kind !== 'time' && distinct <= 200 && (distinct <= 20 || distinct < n / 5) ? yes(`${distinct} ${distinct === 1 ? 'level' : 'levels'}`) : no('too many levels');
    case 'prediction':
      if (kind === 'time') return no('times');
      return kind === 'text' ? no('texts that are nearly all different') : yes(kind === 'numeric' ? 'numbers' : `${distinct} ${distinct === 1 ? 'level' : 'levels'}`);
    case 'score':
      if (kind !== 'numeric') return no('not numeric');
      if ((min ?? -1) >= 0 && (max ?? 2) <= 1) return yes('0..1');
      return (min ?? -1e9) >= -60 && (max ?? 1e9) <= 60 && (min ?? 0) < 0 && !isWhole(profile) ? yes('logits') : no('outside 0 to 1');
    case 'label':
      if (kind === 'time') return no('times');
      if (kind === 'text') return no('texts that are nearly all different');
      return overlaps(profile, examplesOfPrediction);
    case 'id':
      // Large counts are estimated and may come out a quarter too low; several rows of one request share its id.
      return n > 0 && (distinct >= n * 0.5 || n <= 1) && kind !== 'time' ? yes(distinct >= n * 0.9 ? 'nearly unique' : 'mostly unique') : no('not unique');
    case 'kpi':
      return kind === 'numeric' || (kind === 'category' && distinct <= 2) ? yes(kind === 'numeric' ? 'numbers' : 'two levels') : no('not numeric');
    case 'feature':
    case 'ignore':
      return yes('');
  }
}

/** Labels must share values with the predictions: levels in common, or ranges that meet. */
function overlaps(label: ColumnProfile, prediction: readonly string[] | null): ValueCheck {
  if (prediction === null || prediction.length === 0) return yes(label.kind === 'numeric' ? 'numbers' : `${label.distinct} levels`);
  const numbers = prediction.map(Number);
  if (label.kind === 'numeric' && numbers.every(Number.isFinite)) {
    const low = Math.min(...numbers);
    const high = Math.max(...numbers);
    const room = Math.max(high - low, 1) * 2;
    return (label.min ?? 0) <= high + room && (label.max ?? 0) >= low - room ? yes('the range of the predictions') : no('far from the predictions');
  }
  const levels = new Set(prediction.map(canonicalLevel));
  return label.examples.some((level) => levels.has(canonicalLevel(level))) ? yes('levels of the predictions') : no('no level in common with the predictions');
}

/** `true` and `1.0` as `1`, `false` and `0.0` as `0`, whole numbers without `.0`. */
export function canonicalLevel(text: string): string {
  const lower = text.toLowerCase();
  if (lower === 'true') return '1';
  if (lower === 'false') return '0';
  return /^-?\d+\.0+$/.test(text) ? text.replace(/\.0+$/, '') : text;
}
