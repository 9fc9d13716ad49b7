import { maskedCrc32c } from './crc32c';

/**
 * What a stretch of a record file holds. A record is a length of 8 bytes, its masked CRC, the data and their masked CRC, all little-endian
 * (tensorflow/tensorboard, `tf_record.rs`).
 */
export interface RecordsRead {
  readonly records: readonly Uint8Array[];
  /** Bytes that are done with; what follows is a record that is still being written. */
  readonly used: number;
  /** Records whose data do not fit their CRC; they are left out. */
  readonly badRecords: number;
  /** A length that does not fit its CRC ends the file: nothing after it can be found. */
  readonly broken: boolean;
}

const header = 12;
const footer = 4;

/** @param mostBytes of one record: a larger length with a right CRC is not believed, the file counts as broken */
export function readTfRecords(bytes: Uint8Array, mostBytes = 512 * 2 ** 20): RecordsRead {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const records: Uint8Array[] = [];
  let badRecords = 0;
  let at = 0;
  for (;;) {
    if (at + header > bytes.length) return { records, used: at, badRecords, broken: false };
    if (view.getUint32(at + 8, true) !== maskedCrc32c(bytes, at, at + 8)) return { records, used: at, badRecords, broken: true };
    const length = view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;
    if (length > mostBytes) return { records, used: at, badRecords, broken: true };
    const end = at + header + length;
    if (end + footer > bytes.length) return { records, used: at, badRecords, broken: false };
    if (view.getUint32(end, true) === maskedCrc32c(bytes, at + header, end)) records.push(bytes.subarray(at + header, end));
    else badRecords += 1;
    at = end + footer;
  }
}
