import { TextDecoder } from 'node:util';

/**
 * Text of a Python source file as an editor would show it: byte order mark removed, UTF-16 by its mark, the encoding
 * declared in the first two lines (PEP 263) where Node knows it, else UTF-8 with bad bytes replaced. Null for binary
 * data.
 */
export function decodeSource(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  if (bytes.includes(0)) return null;
  const declared = /^(?:[^\n]*\n)?[ \t\f]*#[^\n]*?coding[:=][ \t]*([-\w.]+)/.exec(latin1(bytes.subarray(0, 400)))?.[1];
  return decoderFor(declared).decode(bytes);
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

function decoderFor(label: string | undefined): TextDecoder {
  if (label === undefined) return new TextDecoder();
  try {
    return new TextDecoder(label.toLowerCase().replace(/^(latin[-_]?1|iso[-_]?8859[-_]?1)$/, 'iso-8859-1').replaceAll('_', '-'));
  } catch {
    // An encoding that only Python knows: nearly all of them keep ASCII, and the names are ASCII.
    return new TextDecoder();
  }
}
