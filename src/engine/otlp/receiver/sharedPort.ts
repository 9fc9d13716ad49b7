import type { Server } from 'node:http';
import net from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { AnswerFormat } from '../../../core/otlp/exportAnswer';
import { type Joined, joinRelay } from './joinRelay';
import { otlpServer, type Received } from './otlpServer';
import { newToken, type PortNote, readPortNote, removePortNote, writePortNote } from './portNote';
import { Relay } from './relay';

const host = '127.0.0.1';
/** Ports after the wanted one that are tried where a foreign program has it. */
const tries = 10;
const takeOverMs = 100;
/** A port that neither becomes free nor belongs to the extension any more for so long belongs to somebody else now. */
const lostMs = 5_000;

export interface PortState {
  readonly port: number;
  /** `own`: this process listens. `shared`: another window does, and passes on what comes. */
  readonly role: 'own' | 'shared';
}

export interface SharedPortOptions {
  readonly wanted: number;
  /** Metrics that were sent, to whichever process. @throws ProtoError or SyntaxError where they cannot be read */
  readonly onMetrics: (format: AnswerFormat, body: Buffer) => Promise<Received>;
  readonly onState: (state: PortState) => void;
}

/**
 * A port of 127.0.0.1 that several processes of the extension share: the first has it, the others listen to the first, and when it ends one of them takes the port
 * over at once. Where a foreign program has the port, the next free one is taken, by all of them the same.
 */
export class SharedPort {
  #server: Server | null = null;
  #joined: Joined | null = null;
  #note: PortNote | null = null;
  #closed = false;
  #state: PortState | null = null;
  readonly #relay = new Relay();

  private constructor(private readonly options: SharedPortOptions) {}

  /** @throws what the system says where no port can be had */
  static async open(options: SharedPortOptions): Promise<SharedPort> {
    const shared = new SharedPort(options);
    await shared.#find();
    return shared;
  }

  get state(): PortState {
    return this.#state ?? { port: this.options.wanted, role: 'own' };
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#joined?.leave();
    const [server, note] = [this.#server, this.#note];
    this.#server = null;
    if (note !== null) await removePortNote(note).catch(() => undefined);
    if (server === null) return;
    // Free at once, so that another window can have it; then whoever still waits is let go.
    await new Promise<void>((done) => {
      server.close(() => done());
      this.#relay.close();
      server.closeAllConnections();
    });
  }

  async #find(): Promise<void> {
    const { wanted } = this.options;
    const candidates = [...Array.from({ length: tries }, (_, i) => wanted + i).filter((port) => port <= 65_535), 0];
    for (const port of candidates) {
      if (this.#closed) return;
      if ((await this.#own(port)) || (await this.#join(port))) return;
    }
    throw new Error(`no port from ${wanted} on could be had`);
  }

  /** Listens on a port; false where somebody has it. */
  async #own(port: number): Promise<boolean> {
    // Some systems let a port of 127.0.0.1 be taken although a program has it on all addresses: that program would lose its requests.
    if (port !== 0 && (await answers(port))) return false;
    const token = newToken();
    const server = otlpServer({ onMetrics: this.options.onMetrics, relay: this.#relay, token });
    const bound = await listen(server, port);
    if (bound === null) return false;
    if (this.#closed) {
      server.close();
      return true;
    }
    this.#server = server;
    this.#note = { port: bound, pid: process.pid, token };
    await writePortNote(this.#note).catch(() => undefined);
    this.#tell({ port: bound, role: 'own' });
    return true;
  }

  /** @param since when the process that was listened to was lost */
  async #join(port: number, since: number | null = null): Promise<boolean> {
    const note = port === 0 ? null : await readPortNote(port);
    if (note === null) return false;
    const joined = await joinRelay(port, note.token, since, (format, body) => {
      // What the other process could read this one can.
      this.options.onMetrics(format, body).catch(() => undefined);
    });
    if (joined === null) return false;
    if (this.#closed) {
      joined.leave();
      return true;
    }
    this.#joined = joined;
    this.#tell({ port, role: 'shared' });
    void joined.ended.then(() => this.#takeOver(port));
    return true;
  }

  async #takeOver(port: number): Promise<void> {
    this.#joined = null;
    for (const began = Date.now(); !this.#closed; await wait(takeOverMs, undefined, { ref: false })) {
      if ((await this.#own(port)) || (await this.#join(port, began))) return;
      if (Date.now() - began > lostMs) return this.#find().catch(() => undefined);
    }
  }

  #tell(state: PortState): void {
    this.#state = state;
    this.options.onState(state);
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ host, port });
    const give = (found: boolean): void => {
      socket.destroy();
      resolve(found);
    };
    socket.setTimeout(500, () => give(true));
    socket.on('connect', () => give(true));
    socket.on('error', () => give(false));
  });
}

/** The port that is listened on; null where it is taken or not allowed. */
function listen(server: Server, port: number): Promise<number | null> {
  return new Promise((resolve) => {
    server.once('error', () => resolve(null));
    server.listen({ host, port, exclusive: true }, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : null);
    });
  });
}
