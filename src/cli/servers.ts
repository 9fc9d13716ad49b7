import { setTimeout as wait } from 'node:timers/promises';
import type { SourceSpec, SourceState } from '../core/domain/source';
import { sourceSecrets } from '../core/config/sourceSecrets';
import type { EngineService } from '../engine/service/engineService';
import type { HandlerContext } from '../protocol/endpoint';

/** Values of the secrets that a source names, from environment variables of those names. */
export function secretsFrom(environment: NodeJS.ProcessEnv, spec: SourceSpec): Readonly<Record<string, string>> {
  return Object.fromEntries(sourceSecrets(spec).flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]])));
}

/** Pages and machines keep no history: what they say is watched for a while, unless an earlier run has. */
export function isWatched(spec: SourceSpec): boolean {
  return spec.kind === 'metrics' && spec.sources.some(({ kind }) => kind !== 'prometheus');
}

/** Follows a source of metrics until its history covers the time asked for. */
export async function watchPages(engine: ReturnType<EngineService['handlers']>, opened: SourceState, seconds: number, context: HandlerContext): Promise<SourceState> {
  const covered = ({ time: { from, to } }: SourceState): number => (from === null || to === null ? 0 : (to - from) / 1e6);
  let state = opened;
  if (covered(state) >= seconds) return state;
  const end = Date.now() + seconds * 1000;
  await engine['source.follow']({ id: opened.id, on: true }, context);
  for (let left = end - Date.now(); left > 0; left = end - Date.now()) {
    context.onProgress({ stage: 'asking servers', done: Math.round(seconds - left / 1000), total: Math.round(seconds), unit: 'steps' });
    await wait(Math.min(1000, left), undefined, { signal: context.signal });
  }
  state = await engine['source.follow']({ id: opened.id, on: false }, context);
  return state;
}
