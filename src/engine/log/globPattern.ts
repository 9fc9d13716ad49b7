const magic = /[*?[\]{}]/;

/** True where a path holds characters that a glob gives a meaning to. */
export function isGlob(text: string): boolean {
  return magic.test(text);
}

/** The folder part before the first segment with a glob character; `/` separated. */
export function globBase(pattern: string): string {
  const segments = pattern.split('/');
  const first = segments.findIndex((segment) => magic.test(segment));
  return segments.slice(0, first === -1 ? segments.length - 1 : first).join('/') || (pattern.startsWith('/') ? '/' : '');
}

/**
 * A glob as a regular expression over `/` separated paths: `*`, `?`, `[abc]`, `[!abc]`, `{a,b}` inside one segment, `**` over
 * any number of segments. A leading dot must be written out, as in shells.
 */
export function globExpression(pattern: string): RegExp {
  let source = '';
  let depth = 0;
  for (let i = 0; i < pattern.length; i += 1) {
    const char = pattern.charAt(i);
    const startsSegment = i === 0 || pattern.charAt(i - 1) === '/';
    if (char === '*' && pattern.charAt(i + 1) === '*') {
      const whole = startsSegment && (pattern.charAt(i + 2) === '/' || i + 2 === pattern.length);
      if (whole && pattern.charAt(i + 2) === '/') {
        source += '(?:(?!\\.)[^/]+/)*';
        i += 2;
      } else {
        source += whole ? '(?:(?!\\.)[^/]+/)*(?!\\.)[^/]+' : '[^/]*';
        i += 1;
      }
    } else if (char === '*') source += `${startsSegment ? '(?!\\.)' : ''}[^/]*`;
    else if (char === '?') source += `${startsSegment ? '(?!\\.)' : ''}[^/]`;
    else if (char === '[') {
      const end = pattern.indexOf(']', i + 2);
      if (end === -1) source += '\\[';
      else {
        const inner = pattern.slice(i + 1, end).replaceAll('\\', '\\\\').replaceAll('[', '\\[');
        source += `[${inner.startsWith('!') ? `^${inner.slice(1)}` : inner}]`;
        i = end;
      }
    } else if (char === '{' && pattern.includes('}', i)) {
      source += '(?:';
      depth += 1;
    } else if (char === '}' && depth > 0) {
      source += ')';
      depth -= 1;
    } else if (char === ',' && depth > 0) source += '|';
    else source += char.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  }
  return new RegExp(`^${source}${')'.repeat(depth)}$`, 's');
}
