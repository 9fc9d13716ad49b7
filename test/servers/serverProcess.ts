import { spawn, type ChildProcess } from 'node:child_process';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';

export interface ServerProcess {
  readonly pid: number;
  /** The last of what it printed. */
  said(): string;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** A port of loopback that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts a server and waits until `ready` holds. @throws with what it printed, where it ends or takes longer than 20 s (or `waitMs`) */
export async function startProcess(command: string, args: readonly string[], ready: () => Promise<boolean>, cwd?: string, { env, waitMs = 20_000 }: { readonly env?: NodeJS.ProcessEnv; readonly waitMs?: number } = {}): Promise<ServerProcess> {
  const child: ChildProcess = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true, ...(cwd === undefined ? {} : { cwd }), ...(env === undefined ? {} : { env }) });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4_000)));
  let ended: string | null = null;
  const exited = new Promise<void>((resolve) => {
    child.on('error', (error) => {
      ended = error.message;
      resolve();
    });
    child.on('exit', (code, signal) => {
      ended = `ended with ${code ?? signal}`;
      resolve();
    });
  });
  // The whole group: some servers are a process that starts others.
  const signalGroup = (signal: NodeJS.Signals): void => {
    try {
      process.kill(-(child.pid ?? Number.NaN), signal);
    } catch {
      // It has ended already, or never began.
    }
  };
  const kill = (): void => signalGroup('SIGKILL');
  process.once('exit', kill);
  const stop = async (signal: NodeJS.Signals = 'SIGKILL'): Promise<void> => {
    signalGroup(signal);
    await exited;
    process.removeListener('exit', kill);
  };
  const until = Date.now() + waitMs;
  while (!(await ready().catch(() => false))) {
    if (ended !== null || Date.now() > until) {
      await stop();
      throw new Error(`${command} ${ended ?? `was not ready within ${waitMs / 1000} s`}\n${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  return { pid: child.pid ?? 0, said: () => said, stop };
}

/** Status of a plain GET on loopback. */
export function statusOf(port: number, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    http
      .get({ host: '127.0.0.1', port, path, agent: false }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      })
      .on('error', reject);
  });
}

/** True when something takes connections there. */
export function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ host: '127.0.0.1', port }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
