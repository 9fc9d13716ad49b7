/**
 * The form under which spellings of one name meet: lower case, letters and digits only, so that `distanceMiles`,
 * `distance_miles` and `Distance-Miles` are equal. A name without letters or digits stands for itself.
 */
export function nameKey(name: string): string {
  // Nearly all names are ASCII, for which Unicode classes would be ten times slower.
  const key = /^[ -~]*$/.test(name) ? name.toLowerCase().replace(/[^a-z0-9]+/g, '') : name.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
  return key === '' ? name : key;
}

/** Whether a name has computed parts (`rate_{}d`, from an f-string). */
export function isTemplate(name: string): boolean {
  return name.includes('{}');
}

/**
 * Matcher for a name with computed parts; each part stands for at least one character. Null when the fixed text says
 * too little: under three letters or digits, unless it stands between two parts or around one (`{}_x_{}`, `T-{}d`) or is a formula (`{}^2`).
 */
export function templateMatcher(template: string): ((name: string) => boolean) | null {
  const fixed = template.split('{}').map((part) => part.toLowerCase());
  if (fixed.join('').replace(/[^\p{L}\p{N}]+/gu, '').length < 3 && !isTelling(fixed)) return null;
  const first = fixed[0] ?? '';
  const last = fixed[fixed.length - 1] ?? '';
  const middle = fixed.slice(1, -1);
  return (name) => {
    const text = name.toLowerCase();
    if (!text.startsWith(first)) return false;
    // Leftmost matches of the fixed parts, in order: no backtracking, whatever the template.
    let at = first.length;
    for (const part of middle) {
      const found = text.indexOf(part, at + 1);
      if (found < 0) return false;
      at = found + part.length;
    }
    return text.endsWith(last) && text.length - last.length > at;
  };
}

/** Whether little fixed text tells a name all the same. `fixed` are the pieces between the computed parts, the first and last perhaps empty. */
function isTelling(fixed: readonly string[]): boolean {
  const ends = [fixed[0] ?? '', fixed[fixed.length - 1] ?? ''];
  const isWord = (piece: string): boolean => /[\p{L}\p{N}]/u.test(piece);
  return fixed.slice(1, -1).some((piece) => /^[^\p{L}\p{N}]+[\p{L}\p{N}]+[^\p{L}\p{N}]+$/u.test(piece)) || (ends.every(isWord) && ends.some((end) => /[^\p{L}\p{N}]/u.test(end))) || fixed.some((piece) => isWord(piece) && /[\^*×/+<>=]/.test(piece));
}
