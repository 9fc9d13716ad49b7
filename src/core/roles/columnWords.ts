/** A column's name cut into lower-case words: nested paths, separators and capitals all divide. */
export interface ColumnWords {
  /** Words of the last path segment. */
  readonly words: readonly string[];
  /** The last segment's words without a gap: `latencyms` for `request.latency_ms`. */
  readonly joined: string;
  /** Words of the segments before the last. */
  readonly parents: readonly string[];
}

export function columnWords(name: string): ColumnWords {
  const segments = name.split('.').filter((segment) => segment.trim() !== '');
  const last = wordsOf(segments[segments.length - 1] ?? name);
  return { words: last, joined: last.join(''), parents: segments.slice(0, -1).flatMap(wordsOf) };
}

function wordsOf(text: string): string[] {
  return text
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu}+)(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}
