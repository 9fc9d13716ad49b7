import { MessageChannel } from 'node:worker_threads';
import { createMessageConnection, PortMessageReader, PortMessageWriter } from 'vscode-jsonrpc/node';
import * as v from 'valibot';
import { afterEach, describe, expect, it } from 'vitest';
import { FaultError } from '../../../src/core/domain/fault';
import type { Progress } from '../../../src/core/domain/progress';
import { Endpoint, type HandlerContext } from '../../../src/protocol/endpoint';
import { shaped } from '../../../src/protocol/shapes';

interface Calls {
  double: { in: { readonly value: number }; out: Float64Array };
  wait: { in: { readonly ms: number }; out: string };
  fail: { in: Record<string, never>; out: null };
}
interface News {
  said: { readonly text: string };
}

const open: (() => void)[] = [];
afterEach(() => open.splice(0).forEach((close) => close()));

/** Two real connections over a real message channel. */
function pair(handle: { wait?: (input: { readonly ms: number }, context: HandlerContext) => Promise<string> } = {}) {
  const { port1, port2 } = new MessageChannel();
  const connections = [port1, port2].map((port) => createMessageConnection(new PortMessageReader(port), new PortMessageWriter(port)));
  const client = new Endpoint<Calls, News>(connections[0]!);
  const server = new Endpoint<Record<never, never>, Record<never, never>>(connections[1]!);
  server.answer<Calls>(
    {
      double: ({ value }) => Float64Array.of(2 * value),
      wait: handle.wait ?? (async ({ ms }) => new Promise((resolve) => setTimeout(() => resolve('waited'), ms))),
      fail: () => {
        throw FaultError.of('unreadable', 'no such log', true);
      },
    },
    {
      double: shaped(v.object({ value: v.pipe(v.number(), v.finite()) })),
      wait: shaped(v.object({ ms: v.number() })),
      fail: shaped(v.strictObject({})),
    },
  );
  connections.forEach((connection) => connection.listen());
  open.push(() => {
    port1.close();
    port2.close();
  });
  return { client, server, ports: [port1, port2] as const };
}

const faultOfCall = async (call: Promise<unknown>) =>
  call.then(
    () => expect.fail('the call was answered'),
    (error: unknown) => {
      expect(error).toBeInstanceOf(FaultError);
      return (error as FaultError).fault;
    },
  );

describe('Endpoint', () => {
  it('answers with values of any structured type', async () => {
    const answer = await pair().client.call('double', { value: 21 });
    expect(answer).toBeInstanceOf(Float64Array);
    expect([...answer]).toEqual([42]);
  });

  it('carries a thrown fault unchanged', async () => {
    expect(await faultOfCall(pair().client.call('fail', {}))).toEqual({ code: 'unreadable', detail: 'no such log', retry: true });
  });

  it('refuses input that does not fit, naming the place, before the handler runs', async () => {
    const fault = await faultOfCall(pair().client.call('double', { value: 'x' as unknown as number }));
    expect(fault.code).toBe('bad-arguments');
    expect(fault.detail).toMatch(/^value: /);
  });

  it('refuses methods that the other side does not know', async () => {
    const { client } = pair();
    expect((await faultOfCall(client.call('none' as 'fail', {}))).code).toBe('unknown-method');
  });

  it('cancels on the other side too', async () => {
    let seen: AbortSignal | null = null;
    const { client } = pair({
      wait: (_, { signal }) =>
        new Promise((_resolve, reject) => {
          seen = signal;
          signal.addEventListener('abort', () => reject(FaultError.of('cancelled', 'stopped', true)));
        }),
    });
    const abort = new AbortController();
    const call = faultOfCall(client.call('wait', { ms: 0 }, { signal: abort.signal }));
    await expect.poll(() => seen).not.toBeNull();
    abort.abort();
    expect((await call).code).toBe('cancelled');
    await expect.poll(() => (seen)?.aborted).toBe(true);
  });

  it('never starts a call that was cancelled before', async () => {
    const abort = new AbortController();
    abort.abort();
    expect((await faultOfCall(pair().client.call('double', { value: 1 }, { signal: abort.signal }))).code).toBe('cancelled');
  });

  it('times out with a fault that names the method', async () => {
    const fault = await faultOfCall(pair().client.call('wait', { ms: 60_000 }, { timeoutMs: 20 }));
    expect(fault).toMatchObject({ code: 'timeout', retry: true });
    expect(fault.detail).toContain('wait');
  });

  it('reports progress to the caller that asked for it', async () => {
    const steps: Progress[] = [];
    const { client } = pair({
      wait: async (_, { onProgress }) => {
        for (let done = 1; done <= 3; done++) onProgress({ stage: 'counting', done, total: 3, unit: 'steps' });
        await new Promise((resolve) => setTimeout(resolve, 5));
        return 'done';
      },
    });
    await client.call('wait', { ms: 0 }, { onProgress: (progress) => steps.push(progress) });
    expect(steps.map(({ done }) => done)).toEqual([1, 2, 3]);
  });

  it('delivers news', async () => {
    const { client, server } = pair();
    const heard: string[] = [];
    client.on('said', ({ text }) => heard.push(text));
    server.tell<News, 'said'>('said', { text: 'hello' });
    await expect.poll(() => heard).toEqual(['hello']);
  });

  it('fails what is pending when the other side goes away, and refuses later calls', async () => {
    const { client, ports } = pair();
    const call = faultOfCall(client.call('wait', { ms: 60_000 }));
    ports[1].close();
    client.close({ code: 'engine-stopped', detail: 'exit code 139', retry: true });
    expect(await call).toEqual({ code: 'engine-stopped', detail: 'exit code 139', retry: true });
    expect((await faultOfCall(client.call('double', { value: 1 }))).code).toBe('engine-stopped');
  });
});
