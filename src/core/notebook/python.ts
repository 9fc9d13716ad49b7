/* Values as Python source. Whatever a log names, the result is one literal on one line. */

/** A text as a Python string literal: JSON's escapes are Python's, and what breaks lines for either is escaped too. */
export function pythonText(text: string): string {
  return JSON.stringify(text).replace(/[\u007f-\u009f\u2028\u2029\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A number that Python reads as the same double; null and NaN are `None`. */
export function pythonNumber(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return 'None';
  if (!Number.isFinite(value)) return value > 0 ? 'math.inf' : '-math.inf';
  return Object.is(value, -0) ? '-0.0' : String(value);
}

export function pythonList(values: readonly string[]): string {
  return `[${values.join(', ')}]`;
}

/** `{"name": value, …}` of texts and what stands for their values. */
export function pythonDict(entries: readonly (readonly [string, string])[]): string {
  return `{${entries.map(([key, value]) => `${pythonText(key)}: ${value}`).join(', ')}}`;
}
