import { joinSeries, type PromSeries } from './matrix';
import type { PromServer, RangeAnswer } from './promServer';
import type { QueryRange } from './rangeChunks';

/** Newer answers than this may still change: samples come late (a remote write that was held up), and Prometheus itself looks back so far for a value. */
const settlesAfterMs = 300_000;
/** Everything is asked for again after this long: what was written into the past, or deleted from it, is seen then. */
const renewedAfterMs = 3_600_000;
/** Queries whose answers are kept, the latest used last. */
const mostKept = 600;

interface Kept {
  readonly fromMs: number;
  /** The last instant that will not change any more. */
  readonly settledMs: number;
  /** Up to there. */
  readonly series: readonly PromSeries[];
  readonly warnings: readonly string[];
  readonly askedMs: number;
}

/**
 * Answers of range queries, so that a poll asks for what is new: instants of the same query on the same grid that are five minutes old are final, the rest is asked for
 * again. Another step, an earlier start or a part that failed asks for all. What a server calls incomplete is never kept.
 */
export class KeptAnswers {
  readonly #kept = new Map<string, Kept>();

  /** As `PromServer.range`, of which it asks only what is not known. @throws what that throws */
  async range(server: PromServer, query: string, range: QueryRange, nowMs: number, signal?: AbortSignal): Promise<RangeAnswer> {
    const { startMs, endMs, stepMs } = range;
    const key = JSON.stringify([query, stepMs, ((startMs % stepMs) + stepMs) % stepMs]);
    const known = this.#kept.get(key);
    const usable = known !== undefined && known.fromMs <= startMs && known.settledMs >= startMs && nowMs >= known.askedMs && nowMs - known.askedMs < renewedAfterMs;
    const newFromMs = usable ? known.settledMs + stepMs : startMs;
    const fresh: RangeAnswer = newFromMs > endMs ? { series: [], warnings: [], failed: [] } : await server.range(query, { startMs: newFromMs, endMs, stepMs }, signal);
    const series = usable ? joinSeries([within(known.series, startMs, endMs), fresh.series]) : fresh.series;
    const warnings = [...new Set([...(usable ? known.warnings : []), ...fresh.warnings])];
    this.#kept.delete(key);
    // Remarks on the query itself are no word on the data ("PromQL info: …").
    if (fresh.failed.length === 0 && fresh.warnings.every((warning) => warning.startsWith('PromQL '))) {
      const lastMs = startMs + Math.floor((Math.min(endMs, nowMs - settlesAfterMs) - startMs) / stepMs) * stepMs;
      const settledMs = usable ? Math.max(lastMs, Math.min(known.settledMs, endMs)) : lastMs;
      if (settledMs >= startMs) this.#kept.set(key, { fromMs: startMs, settledMs, series: within(series, startMs, settledMs), warnings, askedMs: usable ? known.askedMs : nowMs });
    }
    for (const [oldest] of this.#kept) if (this.#kept.size > mostKept) this.#kept.delete(oldest);
    return { series, warnings, failed: fresh.failed };
  }

  clear(): void {
    this.#kept.clear();
  }
}

/** The part of each series between two instants, both among it; series without any are left out. */
function within(all: readonly PromSeries[], fromMs: number, toMs: number): readonly PromSeries[] {
  return all.flatMap(({ labels, times, values, histograms }) => {
    const [from, to] = [firstAt(times, fromMs), firstAt(times, toMs + 1)];
    const kept = { labels, times: times.slice(from, to), values: values.slice(from, to), histograms: histograms.filter(({ ms }) => ms >= fromMs && ms <= toMs) };
    return kept.times.length === 0 && kept.histograms.length === 0 ? [] : [kept];
  });
}

/** Index of the first time that is not before `ms`. */
function firstAt(times: readonly number[], ms: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? Infinity) < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}
