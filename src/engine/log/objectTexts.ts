/** The texts of the first `most` whole objects of a JSON text from `start` on that stand in no other object; a cut last one is left out. Braces inside of texts are none. */
export function objectTexts(text: string, start: number, most: number): string[] {
  const found: string[] = [];
  let depth = 0;
  let from = -1;
  let inText = false;
  for (let i = start; i < text.length && found.length < most; i += 1) {
    const char = text.charAt(i);
    if (inText) {
      if (char === '\\') i += 1;
      else if (char === '"') inText = false;
    } else if (char === '"') inText = true;
    else if (char === '{') {
      if (depth === 0) from = i;
      depth += 1;
    } else if (char === '}') {
      depth -= 1;
      if (depth === 0 && from !== -1) found.push(text.slice(from, i + 1));
    }
  }
  return found;
}
