import { pageLimits } from './limits';
import { decodeUtf8 } from './protoReader';
import { readProtobufPage } from './readProtobufPage';
import { readTextPage } from './readTextPage';
import type { ScrapedPage } from './scrapedPage';

/** What to ask a target for. Protobuf alone carries native histograms (Prometheus' own order otherwise: OpenMetrics, then text). */
export function acceptHeader(nativeHistograms: boolean): string {
  const protobuf = (q: string): string => `application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=${q}`;
  const text = ['application/openmetrics-text;version=1.0.0;q=0.6', 'text/plain;version=0.0.4;q=0.4', '*/*;q=0.1'];
  return (nativeHistograms ? [protobuf('0.8'), ...text] : [text[0], protobuf('0.5'), text[1], text[2]]).join(', ');
}

/**
 * A page by the content type of the answer. A type that says nothing is a text page, and one that ends with `# EOF` is OpenMetrics. Null where
 * the answer is a document of another kind: HTML, JSON.
 */
export function readPage(contentType: string | null, body: Uint8Array): ScrapedPage | null {
  const type = (contentType ?? '').toLowerCase();
  if (type.includes('application/vnd.google.protobuf')) return readProtobufPage(body);
  // A byte is at least one character of the limit; decoding more would be in vain.
  const text = decodePage(body.length > pageLimits.characters ? body.subarray(0, pageLimits.characters + 1) : body);
  if (type.includes('openmetrics')) return readTextPage(text, 'openmetrics');
  if (/^\s*[<[]/.test(text) || /^\s*\{\s*("[^"\n]*"\s*:|\})/.test(text)) return null;
  return readTextPage(text, !type.includes('version=0.0.4') && /\n# EOF\s*$/.test(text.slice(-20)) ? 'openmetrics' : 'text');
}

const chunk = 8192;

/** ASCII, which nearly every page is, in steps of many characters; anything else by the careful way. */
function decodePage(body: Uint8Array): string {
  const parts: string[] = [];
  for (let from = 0; from < body.length; ) {
    let to = Math.min(body.length, from + chunk);
    // No character is cut: move back to the start of one.
    while (to < body.length && to > from + 1 && ((body[to] ?? 0) & 0xc0) === 0x80) to -= 1;
    const part = body.subarray(from, to);
    parts.push(isAscii(part) ? String.fromCharCode(...part) : decodeUtf8(body, from, to));
    from = to;
  }
  return parts.join('');
}

function isAscii(part: Uint8Array): boolean {
  let any = 0;
  for (let i = 0; i < part.length; i += 1) any |= part[i] ?? 0;
  return any < 128;
}
