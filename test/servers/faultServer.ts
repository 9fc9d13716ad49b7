import http from 'node:http';
import net from 'node:net';
import type { AddressInfo } from 'node:net';

/** What a test server does with one request; written by the test, on a real socket. */
export type Answer = (request: http.IncomingMessage, response: http.ServerResponse, body: string) => void | Promise<void>;

export interface FaultServer {
  readonly origin: string;
  readonly port: number;
  /** Requests that came, in their order. */
  readonly seen: { readonly method: string; readonly path: string; readonly headers: http.IncomingHttpHeaders; readonly body: string }[];
  /** Replaces what is answered from now on. */
  answer: Answer;
  close(): Promise<void>;
}

/** A server on a free port of loopback that answers as the test says. */
export async function startFaultServer(answer: Answer): Promise<FaultServer> {
  const server = http.createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts).toString('utf8');
      made.seen.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body });
      void made.answer(request, response, body);
    });
  });
  const port = await listen(server);
  const made: FaultServer = { origin: `http://127.0.0.1:${port}`, port, seen: [], answer, close: () => end(server) };
  return made;
}

export interface RawServer {
  readonly port: number;
  readonly origin: string;
  close(): Promise<void>;
}

/** A TCP server that is given each socket: for what is no HTTP, or HTTP that breaks off. */
export async function startRawServer(take: (socket: net.Socket) => void): Promise<RawServer> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    take(socket);
  });
  const port = await listen(server);
  return {
    port,
    origin: `http://127.0.0.1:${port}`,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/**
 * Passes everything to another server of loopback, but for the requests that `spoil` takes for itself (it returns true then).
 */
export function startFaultProxy(targetPort: number, spoil: (request: http.IncomingMessage, response: http.ServerResponse) => boolean): Promise<FaultServer> {
  return startFaultServer((request, response, body) => {
    if (spoil(request, response)) return;
    const { host: _host, ...headers } = request.headers;
    const onward = http.request({ host: '127.0.0.1', port: targetPort, path: request.url, method: request.method, headers }, (reply) => {
      response.writeHead(reply.statusCode ?? 500, reply.headers);
      reply.pipe(response);
    });
    onward.on('error', () => response.destroy());
    onward.end(body);
  });
}

async function listen(server: net.Server): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

async function end(server: http.Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
