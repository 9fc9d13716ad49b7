import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip, inflate } from 'node:zlib';

/** Bytes of one request, as sent and unpacked. */
export const mostBodyBytes = 16 * 2 ** 20;

/** Why a request is not taken: HTTP status and gRPC code with words for whoever reads the exporter's log. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

const tooLarge = (): Refused => new Refused(413, 8, `a request of more than ${mostBodyBytes / 2 ** 20} MiB: let the exporter send smaller batches`);
const unpack = { gzip: promisify(gunzip), deflate: promisify(inflate) };

/** The bytes of a request, unpacked within bounds. @throws Refused */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding !== 'identity' && encoding !== 'gzip' && encoding !== 'deflate') throw new Refused(415, 3, `Content-Encoding ${encoding.slice(0, 40)} is not known: gzip, deflate or none`);
  if (Number(request.headers['content-length'] ?? 0) > mostBodyBytes) throw tooLarge();
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > mostBodyBytes) throw tooLarge();
    pieces.push(piece);
  }
  const sent = Buffer.concat(pieces);
  if (encoding === 'identity') return sent;
  try {
    return await unpack[encoding](sent, { maxOutputLength: mostBodyBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw new Refused(400, 3, `the body is not ${encoding}`);
  }
}
