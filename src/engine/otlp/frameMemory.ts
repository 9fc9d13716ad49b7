import type { Frame } from '../../core/otlp/frame';

/** Numbers that are kept: 12 bytes each. */
const mostNumbers = 16_000_000;

interface Kept {
  readonly from: number;
  readonly to: number;
  readonly ids: Uint32Array;
  readonly values: Float64Array;
}

/** Frames in memory, series by number; the first ones that came go when they are too many. */
export class FrameMemory {
  readonly #ids = new Map<string, number>();
  readonly #keys: string[] = [];
  #frames: Kept[] = [];
  #numbers = 0;
  /** Frames that were given up. */
  dropped = 0;

  constructor(private readonly most = mostNumbers) {}

  add({ from, to, values }: Frame & { readonly values: ReadonlyMap<string, number> }): void {
    const ids = new Uint32Array(values.size);
    const numbers = new Float64Array(values.size);
    let at = 0;
    for (const [key, value] of values) {
      let id = this.#ids.get(key);
      if (id === undefined) {
        id = this.#keys.push(key) - 1;
        this.#ids.set(key, id);
      }
      ids[at] = id;
      numbers[at] = value;
      at += 1;
    }
    this.#frames.push({ from, to, ids, values: numbers });
    this.#numbers += values.size;
    if (this.#numbers > this.most) this.#drop();
  }

  /** All from a time on, in the order in which they came. */
  each(from: number, use: (frame: Frame) => void): void {
    const keys = this.#keys;
    for (const { from: since, to, ids, values } of this.#frames) {
      if (to >= from) use({ from: since, to, each: (each) => ids.forEach((id, i) => each(keys[id] ?? '', values[i] ?? NaN)) });
    }
  }

  /** Some more than must go, so that it is seldom. */
  #drop(): void {
    let count = 0;
    for (const { ids } of this.#frames) {
      if (this.#numbers <= 0.9 * this.most || count === this.#frames.length - 1) break;
      this.#numbers -= ids.length;
      count += 1;
    }
    this.dropped += count;
    this.#frames = this.#frames.slice(count);
  }
}
