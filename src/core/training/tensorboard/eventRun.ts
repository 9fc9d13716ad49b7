import type { HistogramAt, MetricHistory } from '../trainingRun';
import { historyOf } from '../trainingRun';
import type { OldHistogram, TbEvent } from './readEvent';
import type { Tensor } from './readTensor';

interface Point {
  readonly step: number;
  readonly timeMs: number;
  readonly value: number;
}

/** Histograms that are kept of one tag; beyond, each second one goes, the latest stays. */
const mostHistograms = 200;

/** One run out of its events, in the order in which they were written; more can be added as the files grow. */
export class EventRun {
  readonly #scalars = new Map<string, Point[]>();
  readonly #histograms = new Map<string, HistogramAt[]>();
  /** Of a tag's first event; the later ones need not say. */
  readonly #plugins = new Map<string, string>();
  #first: number | null = null;
  #last: number | null = null;
  /** Points that a restart took back. */
  dropped = 0;
  /** Tags of pictures, texts and the like, which are no numbers. */
  readonly other = new Set<string>();

  add({ wallTime, step, restart, values }: TbEvent): void {
    const timeMs = wallTime * 1000;
    if (wallTime > 0) {
      this.#first = Math.min(this.#first ?? timeMs, timeMs);
      this.#last = Math.max(this.#last ?? timeMs, timeMs);
    }
    if (restart) this.#dropFrom(step);
    for (const { tag, plugin, simple, histogram, tensor } of values) {
      if (plugin !== '') this.#plugins.set(tag, plugin);
      const kind = this.#plugins.get(tag) ?? '';
      const bins = histogram !== null ? oldBins(histogram) : kind === 'histograms' && tensor !== null ? tensorBins(tensor) : null;
      if (simple !== null) push(this.#scalars, tag, { step, timeMs, value: simple });
      else if (bins !== null) this.#addHistogram(tag, { step, timeMs, ...bins });
      else if (tensor !== null && tensor.values.length === 1 && (kind === 'scalars' || kind === '')) push(this.#scalars, tag, { step, timeMs, value: tensor.values[0] ?? Number.NaN });
      else this.other.add(tag);
    }
  }

  get startMs(): number | null {
    return this.#first;
  }

  get endMs(): number | null {
    return this.#last;
  }

  histories(): ReadonlyMap<string, MetricHistory> {
    return new Map([...this.#scalars].filter(([, points]) => points.length > 0).sort(byKey).map(([tag, points]) => [tag, historyOf(points)]));
  }

  histograms(): ReadonlyMap<string, readonly HistogramAt[]> {
    return new Map([...this.#histograms].filter(([, all]) => all.length > 0).sort(byKey));
  }

  #addHistogram(tag: string, one: HistogramAt): void {
    const all = push(this.#histograms, tag, one);
    if (all.length > mostHistograms) this.#histograms.set(tag, all.filter((_, i) => i % 2 === (all.length - 1) % 2));
  }

  /** A restart writes its steps anew: whatever was written of the step or later ones no longer holds (tensorflow/tensorboard, `event_accumulator.py`). */
  #dropFrom(step: number): void {
    this.dropped += dropFrom(this.#scalars, step) + dropFrom(this.#histograms, step);
  }
}

function dropFrom<T extends { readonly step: number }>(lists: Map<string, T[]>, step: number): number {
  let dropped = 0;
  for (const [tag, points] of lists) {
    const kept = points.filter((point) => point.step < step);
    dropped += points.length - kept.length;
    lists.set(tag, kept);
  }
  return dropped;
}

function push<T>(lists: Map<string, T[]>, key: string, value: T): T[] {
  const list = lists.get(key) ?? [];
  if (list.length === 0) lists.set(key, list);
  list.push(value);
  return list;
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

/** Bins of the tensor form: k rows of left, right and count. */
function tensorBins({ shape, values }: Tensor): Pick<HistogramAt, 'left' | 'right' | 'count'> | null {
  const [rows = 0, columns] = shape;
  if (shape.length !== 2 || columns !== 3 || values.length !== rows * 3) return null;
  const column = (offset: number): number[] => Array.from({ length: rows }, (_, i) => values[i * 3 + offset] ?? 0);
  return { left: column(0), right: column(1), count: column(2) };
}

/** Bins of the old form: each from the limit before; the open ends, which may be as large as a double can be, become the least and greatest value (`data_compat.py`). */
function oldBins({ min, max, limits, counts }: OldHistogram): Pick<HistogramAt, 'left' | 'right' | 'count'> | null {
  const used = limits.flatMap((limit, i) => (counts[i] === undefined ? [] : [{ from: limits[i - 1] ?? min, to: limit, count: counts[i] }]));
  // Writers begin and end with empty bins.
  const from = used.findIndex(({ count }) => count > 0);
  const to = used.reduce((last, { count }, i) => (count > 0 ? i : last), -1);
  const kept = from < 0 ? [] : used.slice(from, to + 1);
  return {
    left: kept.map((bin, i) => (i === 0 ? Math.max(bin.from, min) : bin.from)),
    right: kept.map((bin, i) => (i === kept.length - 1 ? Math.min(bin.to, max) : bin.to)),
    count: kept.map(({ count }) => count),
  };
}
