/** How the values of a status column are read. `sql` of the engine follows from it; `text` is for people. */
export interface StatusRule {
  readonly text: string;
  readonly kind:
    | 'http' // number or text of a number: 400 and above is an error
    | 'zero-ok' // number: 0 is success, everything else an error
    | 'one-ok' // number: 1 is success, everything else an error
    | 'words' // text: `errors` are errors where `others` is ok, else everything but `oks` is
    | 'not-empty'; // a text at all means an error; a missing value means success
  readonly oks: readonly string[];
  readonly errors: readonly string[];
  /** Whether words in neither list are errors. */
  readonly othersAreErrors: boolean;
}

const okWords = new Set(['ok', 'okay', 'success', 'succeeded', 'successful', 'complete', 'completed', 'done', 'pass', 'passed', 'fine', 'accepted', 'up', 'healthy', '0', 'answered', 'served']);
const noError = new Set(['', 'none', 'null', 'nil', 'nan', 'n/a', 'no', 'no error', 'false', '0', '-', 'ok', 'success']);
const errorWord = /error|fail|exception|timeout|timed.?out|reject|abort|cancel|crash|denied|refused|unavailable|invalid|oom|exceeded|fatal|panic|down/i;
const errorName = /err|fail|exception|fault|timeout|reject|crash/i;

/**
 * Which values of a status column count as errors.
 *
 * @param name the column's name: `error` turns `true` into a failure, `ok` into a success
 * @param values distinct values as text, the most frequent first; a bounded number of them
 * @param complete false where the column has more values than these
 */
export function statusRule(name: string, values: readonly string[], complete: boolean): StatusRule {
  const meansError = errorName.test(name);
  const base = { oks: [], errors: [], othersAreErrors: false };
  const numbers = values.map((value) => (/^\s*-?\d+(\.0+)?\s*$/.test(value) ? Number(value) : NaN));
  if (values.length > 0 && numbers.every((x) => x >= 100 && x <= 599) && !meansError) return { ...base, kind: 'http', text: 'HTTP status 400 or above' };
  const lower = values.map((value) => value.trim().toLowerCase());
  if (lower.length > 0 && lower.every((value) => ['true', 'false', 'yes', 'no', 't', 'f', 'y', 'n'].includes(value))) {
    const truths = values.filter((_, i) => /^(t|y)/.test(lower[i] ?? ''));
    const lies = values.filter((_, i) => !/^(t|y)/.test(lower[i] ?? ''));
    return { ...base, kind: 'words', oks: meansError ? lies : truths, errors: meansError ? truths : lies, othersAreErrors: !meansError, text: meansError ? 'true' : 'false' };
  }
  if (values.length > 0 && numbers.every((x) => x === 0 || x === 1)) {
    return meansError || /exit|return|code|grpc|rc$/i.test(name) ? { ...base, kind: 'zero-ok', text: 'not 0' } : { ...base, kind: 'one-ok', text: 'not 1' };
  }
  if (values.length > 0 && numbers.every((x) => !Number.isNaN(x))) {
    return numbers.some((x) => x >= 200 && x < 300) && numbers.every((x) => x >= 0 && x < 1000) && !meansError
      ? { ...base, kind: 'http', text: 'HTTP status 400 or above' }
      : { ...base, kind: 'zero-ok', text: 'not 0' };
  }
  const isOk = (value: string): boolean => okWords.has(value) || /^2\d\d( |$)/.test(value);
  if (!meansError && lower.some(isOk)) {
    const oks = values.filter((_, i) => isOk(lower[i] ?? ''));
    return { ...base, kind: 'words', oks, othersAreErrors: true, text: `every value but ${list(oks)}` };
  }
  const errors = values.filter((value) => errorWord.test(value) || /^[45]\d\d( |$)/.test(value));
  if (!meansError && complete && errors.length < values.length) {
    return { ...base, kind: 'words', errors, text: errors.length === 0 ? 'none of the values names an error' : list(errors) };
  }
  return { ...base, kind: 'not-empty', oks: [...noError], text: 'not empty' };
}

function list(values: readonly string[]): string {
  const shown = values.slice(0, 5).join(', ');
  return values.length > 5 ? `${shown}, … (${values.length} values)` : shown;
}
