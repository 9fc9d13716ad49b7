/*
 * What a receiver answers (opentelemetry-proto: collector/metrics/v1/metrics_service.proto and its siblings; google/rpc/status.proto): field 1 of the response is
 * `partial_success` { rejected 1, error_message 2 }, of the status `code` 1 and `message` 2.
 */

export type AnswerFormat = 'protobuf' | 'json';
export type Signal = 'metrics' | 'traces' | 'logs';

/** The same for all three but for the name of what was rejected. */
const rejectedName: Readonly<Record<Signal, string>> = { metrics: 'rejectedDataPoints', traces: 'rejectedSpans', logs: 'rejectedLogRecords' };

/** Message of a request that was taken, in whole or in part. `text` is UTF-8 of `utf8`, which core does not know how to make. */
export function exportAnswer(format: AnswerFormat, signal: Signal, rejected: number, message: string, utf8: (text: string) => Uint8Array): Uint8Array {
  if (format === 'json') return utf8(rejected === 0 && message === '' ? '{}' : JSON.stringify({ partialSuccess: { ...(rejected === 0 ? {} : { [rejectedName[signal]]: String(rejected) }), ...(message === '' ? {} : { errorMessage: message }) } }));
  if (rejected === 0 && message === '') return new Uint8Array(0);
  const inner = [...(rejected === 0 ? [] : [0x08, ...varint(rejected)]), ...bytesField(0x12, utf8(message))];
  return Uint8Array.from(bytesField(0x0a, inner));
}

/** `google.rpc.Status` of a request that was refused. @param code of gRPC: 3 invalid argument, 8 resource exhausted */
export function statusAnswer(format: AnswerFormat, code: number, message: string, utf8: (text: string) => Uint8Array): Uint8Array {
  return format === 'json' ? utf8(JSON.stringify({ code, message })) : Uint8Array.from([0x08, ...varint(code), ...bytesField(0x12, utf8(message))]);
}

function bytesField(tag: number, bytes: ArrayLike<number>): number[] {
  return bytes.length === 0 ? [] : [tag, ...varint(bytes.length), ...Array.from(bytes)];
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) + 0x80);
  return [...bytes, rest];
}
