import { ProtoError } from '../../core/metrics/page/protoReader';
import { readOtlpProtobuf } from '../../core/otlp/readOtlpProtobuf';

/** Whether a file begins as the collector's file exporter writes protobuf: messages, each after its length as four bytes, the highest first. */
export function isOtlpProtobuf(head: Buffer): boolean {
  if (head.length < 5) return false;
  const length = head.readUInt32BE(0);
  // The first field of every OTLP message: 1, length-delimited.
  if (length === 0 || head[4] !== 0x0a) return false;
  if (4 + length > head.length) return length < 64 * 1024 * 1024;
  try {
    readOtlpProtobuf(head.subarray(4, 4 + length));
    return true;
  } catch (error) {
    if (error instanceof ProtoError) return false;
    throw error;
  }
}
