// Control characters (escape sequences of terminals among them), line and paragraph separators, and the marks that turn the direction of text.
const unsafe = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g;

/** Text of a log (names, levels, excerpts) made safe for one line of a terminal or a table: it cannot break, colour or reorder it. */
export function oneLine(text: string): string {
  return text.replace(unsafe, ' ').trim();
}

/** At most `most` characters, the last an ellipsis where something was cut; never half of a surrogate pair. */
export function shorten(text: string, most: number): string {
  const points = Array.from(text);
  return points.length <= most ? text : `${points.slice(0, Math.max(0, most - 1)).join('')}…`;
}
