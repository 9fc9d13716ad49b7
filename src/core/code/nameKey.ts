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
 * Matcher for a name with computed parts; each part stands for at least one character. Null when the fixed text is
 * too short to tell anything (under three letters or digits).
 */
export function templateMatcher(template: string): ((name: string) => boolean) | null {
  const fixed = template.split('{}').map((part) => part.toLowerCase());
  if (fixed.join('').replace(/[^\p{L}\p{N}]+/gu, '').length < 3) return null;
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
