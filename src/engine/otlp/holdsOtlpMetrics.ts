import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { constants, gunzipSync } from 'node:zlib';
import { otlpHead } from '../../core/otlp/otlpHead';

const headBytes = 4_096;

/** Whether a file is OTLP/JSON of metrics, by how its first line begins; false for what is no file, or cannot be read. */
export function holdsOtlpMetrics(file: string): boolean {
  return otlpHead(headOf(file)) === 'metrics';
}

function headOf(file: string): string {
  let handle: number | null = null;
  try {
    if (!statSync(file).isFile()) return '';
    handle = openSync(file, 'r');
    const bytes = Buffer.alloc(headBytes);
    const head = bytes.subarray(0, readSync(handle, bytes, 0, headBytes, 0));
    return (head[0] === 0x1f && head[1] === 0x8b ? gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 2 ** 22 }) : head).toString('utf8');
  } catch {
    return '';
  } finally {
    if (handle !== null) closeSync(handle);
  }
}
