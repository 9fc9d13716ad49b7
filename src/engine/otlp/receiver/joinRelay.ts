import { request, type IncomingMessage } from 'node:http';
import type { AnswerFormat } from '../../../core/otlp/exportAnswer';
import { RelayReader, relayPath, relayType, sinceHeader, tokenHeader } from './relay';

export interface Joined {
  /** Resolves when the other process is gone or has let go. */
  readonly ended: Promise<void>;
  readonly leave: () => void;
}

const answerMs = 2_000;

/**
 * Listens to what another process of the extension receives on a port; null where nobody of it answers there.
 * @param since when the process before it was lost, milliseconds since 1970; null where there was none
 */
export function joinRelay(port: number, token: string, since: number | null, onBody: (format: AnswerFormat, body: Buffer) => void): Promise<Joined | null> {
  return new Promise((resolve) => {
    const asked = request({ host: '127.0.0.1', port, path: relayPath, headers: { [tokenHeader]: token, ...(since === null ? {} : { [sinceHeader]: String(since) }) }, agent: false, timeout: answerMs });
    const give = (joined: Joined | null): void => {
      if (joined === null) asked.destroy();
      resolve(joined);
    };
    asked.on('timeout', () => give(null));
    asked.on('error', () => give(null));
    asked.on('response', (response: IncomingMessage) => {
      if (response.statusCode !== 200 || response.headers['content-type'] !== relayType) return give(null);
      asked.setTimeout(0);
      const reader = new RelayReader();
      response.on('data', (piece: Buffer) => {
        try {
          for (const { format, body } of reader.add(piece)) onBody(format, body);
        } catch {
          response.destroy();
        }
      });
      const ended = new Promise<void>((gone) => {
        response.on('close', gone);
        response.on('error', () => undefined);
      });
      give({ ended, leave: () => asked.destroy() });
    });
    asked.end();
  });
}
