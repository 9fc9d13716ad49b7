import { isRecord } from './promReply';
import type { PromServer } from './promServer';

const parts: Readonly<Record<string, number>> = { ms: 1e-3, s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800, y: 31_536_000 };

/** Seconds of a duration as Prometheus writes it: `1m30s`; null for anything else. */
export function durationSeconds(text: string): number | null {
  if (!/^(\d+(ms|[smhdwy]))+$/.test(text)) return null;
  return [...text.matchAll(/(\d+)(ms|[smhdwy])/g)].reduce((sum, [, count, unit]) => sum + Number(count) * (parts[unit ?? ''] ?? 0), 0);
}

/** Seconds between two scrapes of most of a server's targets; null where it does not tell. */
export async function scrapeInterval(server: PromServer, signal: AbortSignal): Promise<number | null> {
  try {
    const { data } = await server.call('targets', { state: 'active' }, signal);
    const targets = isRecord(data) && Array.isArray(data['activeTargets']) ? (data['activeTargets'] as readonly unknown[]) : [];
    const seconds = targets.flatMap((target) => (isRecord(target) && typeof target['scrapeInterval'] === 'string' ? (durationSeconds(target['scrapeInterval']) ?? []) : [])).filter((one) => one > 0);
    return seconds.length === 0 ? null : (seconds.sort((a, b) => a - b)[Math.floor(seconds.length / 2)] ?? null);
  } catch (error) {
    // Compatible servers have no targets of their own.
    if (signal.aborted) throw error;
    return null;
  }
}
