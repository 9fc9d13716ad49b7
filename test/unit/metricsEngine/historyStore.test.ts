import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { crc32 } from '../../../src/engine/metrics/history/byteCodec';
import { HistoryStore } from '../../../src/engine/metrics/history/historyStore';
import { ScrapeDecoder, ScrapeEncoder, type Scrape } from '../../../src/engine/metrics/history/scrapeCodec';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'mv-history-'));
  folders.push(made);
  return made;
}
const keep = { days: 30, bytes: 2 ** 28 };
const t0 = Date.UTC(2026, 0, 1);

function scrape(timeMs: number, values: Readonly<Record<string, number>>, down: string | null = null): Scrape {
  return { timeMs, durationMs: 7, down, values: new Map(Object.entries(values)) };
}

async function readAll(store: HistoryStore, fromMs = 0, toMs = Infinity): Promise<Scrape[]> {
  const read: Scrape[] = [];
  await store.read(fromMs, toMs, ({ timeMs, durationMs, down, table }) => {
    const values = new Map(table.keys.flatMap((key, index) => (table.present[index] === true ? [[key, table.values[index]!] as const] : [])));
    read.push({ timeMs, durationMs, down, values: down === null ? values : new Map() });
  });
  return read;
}
function segmentsIn(root: string): string[] {
  return readdirSync(root, { recursive: true }).map(String).filter((name) => name.endsWith('.scrapes')).sort().map((name) => path.join(root, name));
}

describe('scrapes as records', () => {
  it('come back as they were, whatever the values', () => {
    const value = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 2 ** 53, -(2 ** 53), 2 ** 51, 9223372036854775794), fc.nat());
    const scrapes = fc.array(fc.record({ gap: fc.nat(100_000), durationMs: fc.nat(60_000), down: fc.option(fc.string(), { freq: 5 }), values: fc.dictionary(fc.string({ maxLength: 6 }), value, { maxKeys: 12 }) }), { maxLength: 12 });
    fc.assert(
      fc.property(scrapes, (list) => {
        const encoder = new ScrapeEncoder();
        const decoder = new ScrapeDecoder(0);
        let timeMs = t0;
        for (const { gap, durationMs, down, values } of list) {
          timeMs += gap;
          const written = { timeMs, durationMs, down, values: new Map(Object.entries(values)) };
          const { table } = decoder;
          expect(decoder.decode(encoder.encode(written))).toEqual({ timeMs, durationMs, down });
          if (down !== null) continue;
          const back = new Map(table.keys.flatMap((key, index) => (table.present[index] === true ? [[key, table.values[index]!] as const] : [])));
          expect(back.size).toBe(written.values.size);
          for (const [key, one] of written.values) expect(Object.is(back.get(key), one), `${key} ${one} ${back.get(key)}`).toBe(true);
        }
      }),
    );
  });

  it('has the checksum that zlib has', () => {
    // The check value of the catalogue of CRC algorithms; Node's own from 20.15 on.
    expect(crc32(Buffer.from('123456789'))).toBe(0xcbf43926);
    const own = (zlib as { crc32?: (bytes: Uint8Array) => number }).crc32;
    if (own !== undefined) fc.assert(fc.property(fc.uint8Array(), (bytes) => crc32(bytes) === own(bytes)));
  });

  it('costs little where little changes', () => {
    const encoder = new ScrapeEncoder();
    const values = new Map(Array.from({ length: 500 }, (_, index) => [`request_seconds_bucket{le="${index}",model="a long name of a model"}`, index * 1_000]));
    encoder.encode({ timeMs: t0, durationMs: 5, down: null, values });
    for (let index = 0; index < 20; index += 1) values.set([...values.keys()][index * 7]!, index * 7_000 + 3);
    expect(encoder.encode({ timeMs: t0 + 10_000, durationMs: 5, down: null, values }).length).toBeLessThan(60);
  });
});

describe('history on disk', () => {
  it('is there again after a restart, gaps with their reason among it', async () => {
    const root = folder();
    const first = await HistoryStore.open(root, 'target', keep);
    await first.append(scrape(t0, { a: 1, b: 2 }));
    await first.append(scrape(t0 + 10_000, {}, 'refused'));
    await first.close();
    const second = await HistoryStore.open(root, 'target', keep);
    await second.append(scrape(t0 + 20_000, { a: 5, c: 0.5 }));
    const all = [scrape(t0, { a: 1, b: 2 }), scrape(t0 + 10_000, {}, 'refused'), scrape(t0 + 20_000, { a: 5, c: 0.5 })];
    expect(await readAll(second)).toEqual(all);
    expect(await readAll(second, t0 + 1, t0 + 15_000)).toEqual([all[1]]);
    expect(await readAll(await HistoryStore.open(root, 'another', keep))).toEqual([]);
    await second.close();
  });

  it('drops a torn tail, at whatever byte it was torn, and nothing before it', async () => {
    const root = folder();
    const store = await HistoryStore.open(root, 'target', keep);
    for (let index = 0; index < 5; index += 1) await store.append(scrape(t0 + index * 1_000, { a: index, [`series ${index}`]: index / 3 }));
    await store.close();
    const [file] = segmentsIn(root);
    const whole = readFileSync(file!);
    const counts = new Set<number>();
    for (let size = whole.length - 1; size >= 0; size -= 1) {
      writeFileSync(file!, whole.subarray(0, size));
      const read = await readAll(store);
      counts.add(read.length);
      read.forEach(({ timeMs, values }, index) => expect([timeMs, values.get('a')]).toEqual([t0 + index * 1_000, index]));
    }
    expect([...counts].sort()).toEqual([0, 1, 2, 3, 4]);
    // And goes on in another segment.
    truncateSync(file!, whole.length - 1);
    writeFileSync(file!, whole.subarray(0, whole.length - 1));
    await store.append(scrape(t0 + 60_000, { a: 9 }));
    expect((await readAll(store)).map(({ timeMs }) => timeMs - t0)).toEqual([0, 1_000, 2_000, 3_000, 60_000]);
    await store.close();
  });

  it('passes over damage and what is no segment', async () => {
    const root = folder();
    const store = await HistoryStore.open(root, 'target', keep);
    for (let index = 0; index < 3; index += 1) await store.append(scrape(t0 + index * 1_000, { a: index }));
    await store.close();
    const [file] = segmentsIn(root);
    const bytes = readFileSync(file!);
    bytes[bytes.length - 3]! ^= 0xff;
    writeFileSync(file!, bytes);
    appendFileSync(path.join(path.dirname(file!), '000000000000001-1-0.scrapes'), 'not a segment');
    appendFileSync(path.join(path.dirname(file!), 'notes.txt'), 'x');
    expect((await readAll(store)).length).toBe(2);
  });

  it('keeps within its days and its bytes', async () => {
    const root = folder();
    const day = 86_400_000;
    const store = await HistoryStore.open(root, 'target', { days: 2, bytes: 2 ** 28 });
    for (let hour = 0; hour < 24 * 6; hour += 1) await store.append(scrape(t0 + hour * 3_600_000, { a: hour }));
    const [first] = await readAll(store);
    const ageDays = (t0 + 24 * 6 * 3_600_000 - first!.timeMs) / day;
    expect(ageDays).toBeGreaterThan(2);
    expect(ageDays).toBeLessThan(3.6); // two days, the segment that is partly older, the one being written
    await store.close();

    const small = await HistoryStore.open(root, 'small', { days: 30, bytes: 40_000 });
    const random = Array.from({ length: 100 }, (_, index) => `s${index}`);
    for (let index = 0; index < 400; index += 1) await small.append(scrape(t0 + index * 1_000, Object.fromEntries(random.map((key, at) => [key, Math.sin(index * 100 + at)]))));
    const bytes = await small.bytes();
    expect(bytes).toBeLessThan(40_000);
    expect(bytes).toBeGreaterThan(20_000);
    expect((await readAll(small)).at(-1)!.timeMs).toBe(t0 + 399_000);
    await small.close();
  });

  it('says where it cannot be written, and tears nothing', async () => {
    const root = folder();
    const store = await HistoryStore.open(root, 'target', keep);
    await store.append(scrape(t0, { a: 1 }));
    await store.close();
    rmSync(path.dirname(segmentsIn(root)[0]!), { recursive: true });
    await expect(store.append(scrape(t0 + 1_000, { a: 2 }))).rejects.toThrow(/ENOENT/);
    expect(await readAll(store)).toEqual([]);
    expect(statSync(root).isDirectory()).toBe(true);
  });

  it('takes each moment once where two processes wrote at once', async () => {
    const root = folder();
    const one = await HistoryStore.open(root, 'target', keep);
    const two = await HistoryStore.open(root, 'target', keep);
    for (let index = 0; index < 4; index += 1) {
      await one.append(scrape(t0 + index * 1_000, { a: index }));
      await two.append(scrape(t0 + 2_000 + index * 1_000, { a: index + 2 }));
    }
    expect((await readAll(one)).map(({ timeMs, values }) => [timeMs - t0, values.get('a')])).toEqual([0, 1, 2, 3, 4, 5].map((index) => [index * 1_000, index]));
    await one.close();
    await two.close();
  });
});
