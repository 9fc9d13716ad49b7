import { ProtoReader } from '../metrics/page/protoReader';
import { isRecord, listOf } from './attributes';
import { each } from './readOtlpProtobuf';

/** Spans or log records of a request: protobuf where it is bytes, else parsed JSON. Both lie two levels below field 1. @throws ProtoError */
export function countRecords(request: unknown, of: 'traces' | 'logs'): number {
  let count = 0;
  if (request instanceof Uint8Array) {
    each(new ProtoReader(request, 0, request.length), { 1: (resource) => each(resource, { 2: (scope) => each(scope, { 2: () => (count += 1) }) }) });
    return count;
  }
  const [resources, scopes, records] = of === 'traces' ? ['resourceSpans', 'scopeSpans', 'spans'] : ['resourceLogs', 'scopeLogs', 'logRecords'];
  for (const resource of listOf(isRecord(request) ? request[resources ?? ''] : null)) {
    for (const scope of listOf(isRecord(resource) ? resource[scopes ?? ''] : null)) count += listOf(isRecord(scope) ? scope[records ?? ''] : null).length;
  }
  return count;
}
