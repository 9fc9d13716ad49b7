import type { ServerResponse } from 'node:http';
import type { AnswerFormat } from '../../../core/otlp/exportAnswer';

/** What another window of the extension gets to know of what was received: the bodies, one after the other. */
export const relayPath = '/model-vitals/stream';
export const relayType = 'application/x-model-vitals-otlp';
export const tokenHeader = 'x-model-vitals-token';
/** Milliseconds since 1970 when who comes again lost the process that had the port before: what came since is told. */
export const sinceHeader = 'x-model-vitals-since';

const headBytes = 5;
/** A listener that does not keep up is let go; it comes again. */
const mostWaiting = 64 * 2 ** 20;
const mostRelayed = 64 * 2 ** 20;
/** What came lately is kept for windows that come again: while one takes the port over, the others may not have found it yet. */
const recentMs = 10_000;
const mostRecent = 32 * 2 ** 20;

/** Passes bodies on to those that listen: format (0 protobuf, 1 JSON), length as four bytes, the body. */
export class Relay {
  readonly #listeners = new Set<ServerResponse>();

  readonly #recent: { readonly atMs: number; readonly head: Buffer; readonly body: Uint8Array }[] = [];
  #recentBytes = 0;

  /** @param since what came from then on is told first, milliseconds since 1970 */
  add(response: ServerResponse, since = Infinity): void {
    this.#listeners.add(response);
    response.on('close', () => this.#listeners.delete(response));
    response.on('error', () => this.#listeners.delete(response));
    response.flushHeaders();
    for (const { atMs, head, body } of this.#recent) {
      if (atMs < since) continue;
      response.write(head);
      response.write(body);
    }
  }

  send(format: AnswerFormat, body: Uint8Array): void {
    const head = Buffer.alloc(headBytes);
    head[0] = format === 'json' ? 1 : 0;
    head.writeUInt32BE(body.length, 1);
    this.#recent.push({ atMs: Date.now(), head, body });
    this.#recentBytes += body.length;
    for (let [first] = this.#recent; first !== undefined && (this.#recentBytes > mostRecent || first.atMs < Date.now() - recentMs); [first] = this.#recent) {
      this.#recentBytes -= first.body.length;
      this.#recent.shift();
    }
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
