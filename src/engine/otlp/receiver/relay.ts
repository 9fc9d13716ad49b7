import type { ServerResponse } from 'node:http';
import type { AnswerFormat } from '../../../core/otlp/exportAnswer';

/** What another window of the extension gets to know of what was received: the bodies, one after the other. */
export const relayPath = '/model-vitals/stream';
export const relayType = 'application/x-model-vitals-otlp';
export const tokenHeader = 'x-model-vitals-token';

const headBytes = 5;
/** A listener that does not keep up is let go; it comes again. */
const mostWaiting = 64 * 2 ** 20;
const mostRelayed = 64 * 2 ** 20;

/** Passes bodies on to those that listen: format (0 protobuf, 1 JSON), length as four bytes, the body. */
export class Relay {
  readonly #listeners = new Set<ServerResponse>();

  add(response: ServerResponse): void {
    this.#listeners.add(response);
    response.on('close', () => this.#listeners.delete(response));
    response.on('error', () => this.#listeners.delete(response));
    response.flushHeaders();
  }

  send(format: AnswerFormat, body: Uint8Array): void {
    if (this.#listeners.size === 0) return;
    const head = Buffer.alloc(headBytes);
    head[0] = format === 'json' ? 1 : 0;
    head.writeUInt32BE(body.length, 1);
    for (const response of this.#listeners) {
      response.write(head);
      response.write(body);
      if (response.writableLength > mostWaiting) response.destroy();
    }
  }

  close(): void {
    for (const response of this.#listeners) response.destroy();
  }
}

/** Reads what a relay writes, piece by piece. @throws RangeError for a length that no relay writes */
export class RelayReader {
  #held: Buffer = Buffer.alloc(0);

  add(piece: Buffer): readonly { readonly format: AnswerFormat; readonly body: Buffer }[] {
    this.#held = this.#held.length === 0 ? piece : Buffer.concat([this.#held, piece]);
    const bodies: { format: AnswerFormat; body: Buffer }[] = [];
    let at = 0;
    while (this.#held.length - at >= headBytes) {
      const length = this.#held.readUInt32BE(at + 1);
      if (length > mostRelayed) throw new RangeError('not what a relay writes');
      if (this.#held.length - at - headBytes < length) break;
      bodies.push({ format: this.#held[at] === 1 ? 'json' : 'protobuf', body: this.#held.subarray(at + headBytes, at + headBytes + length) });
      at += headBytes + length;
    }
    this.#held = this.#held.subarray(at);
    return bodies;
  }
}
