import { spanRows } from '../../core/otlp/spanRows';
import { readFile } from 'node:fs/promises';
import { excerptOf, readLines } from './readLines';
import { badLineReason, isBlank, LineCopy, type OnBad, type Rewritten } from './rewriteJson';

/** Copies the spans of requests in OTLP/JSON lines, or in one document, to `target`, one row a line. A line that is no OTLP, and a span without its times, is told with the line it stands in. */
export async function rewriteOtlpTraces(file: string, gzip: boolean, isDocument: boolean, target: string, onBad: OnBad, signal?: AbortSignal): Promise<Rewritten> {
  const copy = new LineCopy(target);
  let spans = 0;
  const take = async (text: string, number: number, ended: boolean): Promise<void> => {
    let document: unknown;
    try {
      document = JSON.parse(text);
    } catch {
      return onBad(number, badLineReason(text, ended), excerptOf(text));
    }
    const found = spanRows(document);
    spans += found.spans;
    if (found.spans === 0 && !text.includes('"resourceSpans"')) onBad(number, 'no traces of OpenTelemetry', excerptOf(text));
    for (const reason of found.bad) onBad(number, reason, '');
    for (const row of found.rows) await copy.add(Buffer.from(JSON.stringify(row)), number);
  };
  let broken: string | null = null;
  if (isDocument && !gzip) await take(await readFile(file, 'utf8'), 1, true);
  else {
    ({ broken } = await readLines(file, gzip, (line, number, ended) => {
      if (line === null) return onBad(number, 'too long', '');
      return isBlank(line) ? undefined : take(line.toString('utf8'), number, ended);
    }, signal));
  }
  const nothing = copy.rows === 0 && spans > 0 ? `${spans === 1 ? 'its one span is' : `its ${spans.toLocaleString('en')} spans are`} none of requests: neither of a server or consumer nor calls of a model (gen_ai)` : null;
  return copy.close(broken ?? nothing);
}
