import { resolve } from 'node:path';
import { FaultError } from '../core/domain/fault';
import type { SourceState } from '../core/domain/source';
import type { SourceArguments } from './arguments';
import { isWatched, secretsFrom, watchPages } from './servers';
import { type OpenedEngine, withEngine } from './withEngine';

export interface OpenedSource extends Omit<OpenedEngine, 'tempFolder'> {
  readonly state: SourceState;
}

/** Opens the source that the arguments mean in an engine of its own, and takes both away after the work. Throws `FaultError`s. */
export async function withSource<T>(args: SourceArguments, signal: AbortSignal, work: (opened: OpenedSource) => Promise<T>): Promise<T> {
  return withEngine(args, signal, async (opened) => {
    const { engine, context, spec } = opened;
    const storage = args.storage === null ? null : resolve(process.cwd(), args.storage);
    const found = await engine['source.open']({ spec, secrets: secretsFrom(process.env, spec), storage, readAtMs: Date.now(), fresh: false }, context);
    for (const { endpoint, reason } of found.metrics ?? []) if (endpoint !== undefined) process.stderr.write(`model-vitals: receiving OTLP at ${endpoint} for ${args.watchSeconds} s (${reason ?? 'points come already'})\n`);
    const state = isWatched(spec) && found.state !== 'failed' ? await watchPages(engine, found, args.watchSeconds, context) : found;
    if (state.state === 'failed') throw FaultError.of('unreadable', `${spec.name}: ${state.reason ?? 'it cannot be read'}`);
    return work({ ...opened, state });
  });
}
