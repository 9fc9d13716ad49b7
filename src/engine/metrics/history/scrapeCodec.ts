import { ByteReader, ByteWriter } from './byteCodec';

/** One look at a target: values by series, or the reason why there are none. */
export interface Scrape {
  readonly timeMs: number;
  readonly durationMs: number;
  /** Null where the target answered. */
  readonly down: string | null;
  /** Empty when down. */
  readonly values: ReadonlyMap<string, number>;
}

/** The series of a target as of the scrape being read. Indices stay the same within a segment. */
export interface SeriesTable {
  /** Raised whenever a series is added or another segment begins: indices that were looked up before are no longer to be trusted. */
  readonly generation: number;
  readonly keys: readonly string[];
  readonly values: readonly number[];
  readonly present: readonly boolean[];
}

const answered = 1;
const downKind = 2;
/** Whole numbers whose difference is written in place of eight bytes. */
const largest = 2 ** 51;

function packsAsDifference(value: number, before: number): boolean {
  return Number.isInteger(value) && Number.isInteger(before) && Math.abs(value) < largest && Math.abs(before) < largest && !Object.is(value, -0);
}

class Table implements SeriesTable {
  generation = 0;
  readonly keys: string[] = [];
  readonly values: number[] = [];
  readonly present: boolean[] = [];
  lastMs = 0;
}

/**
 * Scrapes as records of one segment, each only what differs from the one before: a histogram whose buckets rest costs nothing. Series have numbers in
 * the order of their first appearance.
 */
export class ScrapeEncoder {
  readonly #table = new Table();
  readonly #index = new Map<string, number>();

  encode({ timeMs, durationMs, down, values }: Scrape): Buffer {
    const out = new ByteWriter();
    const table = this.#table;
    out.byte(down === null ? answered : downKind);
    const at = Math.max(table.lastMs, Math.round(timeMs));
    out.varint(at - table.lastMs);
    table.lastMs = at;
    out.varint(Math.max(0, Math.round(durationMs)));
    if (down !== null) {
      out.text(down);
      return out.done();
    }
    const fresh = [...values.keys()].filter((key) => !this.#index.has(key));
    out.varint(fresh.length);
    for (const key of fresh) {
      out.text(key);
      this.#index.set(key, table.keys.length);
      table.keys.push(key);
      table.values.push(0);
      table.present.push(false);
    }
    const gone: number[] = [];
    const changed: number[] = [];
    table.keys.forEach((key, index) => {
      const value = values.get(key);
      if (value === undefined) {
        if (table.present[index] === true) gone.push(index);
      } else if (table.present[index] !== true || !Object.is(value, table.values[index])) changed.push(index);
    });
    out.varint(gone.length);
    let last = 0;
    for (const index of gone) {
      out.varint(index - last);
      last = index;
      table.present[index] = false;
    }
    out.varint(changed.length);
    last = 0;
    for (const index of changed) {
      out.varint(index - last);
      last = index;
      const value = values.get(table.keys[index] ?? '') ?? NaN;
      const before = table.values[index] ?? 0;
      if (packsAsDifference(value, before)) {
        const difference = value - before;
        // Zigzag, above one bit that says which of the two follows.
        out.varint((difference >= 0 ? difference * 2 : -difference * 2 - 1) * 2);
      } else {
        out.varint(1);
        out.double(value);
      }
      table.values[index] = value;
      table.present[index] = true;
    }
    return out.done();
  }
}

/** Reads what `ScrapeEncoder` wrote, record by record from the first of a segment. */
export class ScrapeDecoder {
  readonly table: SeriesTable;
  readonly #table: Table;

  constructor(generation: number) {
    this.#table = new Table();
    this.#table.generation = generation;
    this.table = this.#table;
  }

  /** @throws RangeError for a record that ends early or names what is not there */
  decode(record: Buffer): { readonly timeMs: number; readonly durationMs: number; readonly down: string | null } {
    const input = new ByteReader(record);
    const table = this.#table;
    const kind = input.byte();
    table.lastMs += input.varint();
    const durationMs = input.varint();
    const head = { timeMs: table.lastMs, durationMs };
    if (kind === downKind) return { ...head, down: input.text() };
    if (kind !== answered) throw new RangeError('a record of an unknown kind');
    const fresh = input.varint();
    for (let count = 0; count < fresh; count += 1) {
      table.keys.push(input.text());
      table.values.push(0);
      table.present.push(false);
    }
    if (fresh > 0) table.generation += 1;
    const goneCount = input.varint();
    let index = 0;
    for (let count = 0; count < goneCount; count += 1) {
      index += input.varint();
      table.present[this.#known(index)] = false;
    }
    const changedCount = input.varint();
    index = 0;
    for (let count = 0; count < changedCount; count += 1) {
      index += input.varint();
      const place = this.#known(index);
      const packed = input.varint();
      if (packed % 2 === 1) table.values[place] = input.double();
      else {
        const zigzag = packed / 2;
        table.values[place] = (table.values[place] ?? 0) + (zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2);
      }
      table.present[place] = true;
    }
    return { ...head, down: null };
  }

  #known(index: number): number {
    if (index >= this.#table.keys.length) throw new RangeError('a series that was not named');
    return index;
  }
}
