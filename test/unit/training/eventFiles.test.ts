import { appendFileSync, mkdtempSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { ProtoError } from '../../../src/core/metrics/page/protoReader';
import { crc32c, maskedCrc32c } from '../../../src/core/training/tensorboard/crc32c';
import { EventRun } from '../../../src/core/training/tensorboard/eventRun';
import { readEvent } from '../../../src/core/training/tensorboard/readEvent';
import { readTfRecords } from '../../../src/core/training/tensorboard/tfRecords';
import { TensorboardRuns } from '../../../src/engine/training/tensorboardRuns';

const fixtures = path.resolve(__dirname, '../../fixtures');
const runs = path.join(fixtures, 'training/runs');
type Points = Readonly<Record<string, readonly (readonly [number, number, string])[]>>;
interface Answer {
  readonly scalars: Points;
  readonly tensorScalars: Points;
  readonly histograms: Readonly<Record<string, readonly (readonly [number, readonly number[], readonly number[]])[]>>;
  readonly tensorHistograms: Readonly<Record<string, readonly (readonly [number, readonly (readonly [number, number, number])[]])[]>>;
}
const known = JSON.parse(readFileSync(path.join(fixtures, 'knownAnswers/training.json'), 'utf8')) as { readonly crc: { readonly bytes: string; readonly masked: number } } & Record<'old' | 'tensors' | 'restarted', Answer>;
const signal = new AbortController().signal;
const fileOf = (name: string): string => path.join(runs, name, 'events.out.tfevents.1790000000.host.1.0');
const temp = mkdtempSync(path.join(tmpdir(), 'mv-events-'));
afterAll(() => rmSync(temp, { recursive: true, force: true }));

const numberOf = (text: string): number => (text === 'nan' ? Number.NaN : text === 'inf' ? Infinity : Number(text));

/** A record file, written by what the format says. */
function written(records: readonly Uint8Array[]): Buffer {
  return Buffer.concat(records.flatMap((data) => {
    const head = Buffer.alloc(12);
    head.writeBigUInt64LE(BigInt(data.length));
    head.writeUInt32LE(maskedCrc32c(head, 0, 8), 8);
    const foot = Buffer.alloc(4);
    foot.writeUInt32LE(maskedCrc32c(data));
    return [head, data, foot];
  }));
}

describe('CRC-32C', () => {
  it('is that of RFC 3720 and masked as TensorBoard masks it', () => {
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
    expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
    expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e);
    expect(maskedCrc32c(Buffer.from(known.crc.bytes, 'hex'))).toBe(known.crc.masked);
  });
});

describe('record files', () => {
  const anyRecords = fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 8 });

  it('give back what was written, wherever they are cut: the whole records before the cut', () => {
    fc.assert(fc.property(anyRecords, fc.nat(), (records, where) => {
      const bytes = written(records);
      expect(readTfRecords(bytes).records.map((one) => [...one])).toEqual(records.map((one) => [...one]));
      const cut = where % (bytes.length + 1);
      const read = readTfRecords(bytes.subarray(0, cut));
      expect(read.records.map((one) => [...one])).toEqual(records.slice(0, read.records.length).map((one) => [...one]));
      expect(read).toMatchObject({ badRecords: 0, broken: false });
      expect(read.used).toBe(written(records.slice(0, read.records.length)).length);
      // What follows is read from there on.
      expect(readTfRecords(bytes.subarray(read.used)).records).toHaveLength(records.length - read.records.length);
    }));
  });

  it('lose one record to one damaged byte of data, and all that follows to a damaged length', () => {
    fc.assert(fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { minLength: 2, maxLength: 6 }), fc.nat(), fc.nat(), (records, which, byte) => {
      const victim = which % records.length;
      const start = written(records.slice(0, victim)).length;
      const data = Buffer.from(written(records));
      const at = start + 12 + (byte % (records[victim]?.length ?? 1));
      data[at] = (data[at] ?? 0) ^ 0x5a;
      expect(readTfRecords(data)).toMatchObject({ badRecords: 1, broken: false, used: data.length });
      expect(readTfRecords(data).records).toHaveLength(records.length - 1);
      const length = Buffer.from(written(records));
      length[start + (byte % 8)] = (length[start + (byte % 8)] ?? 0) ^ 0x5a;
      expect(readTfRecords(length)).toMatchObject({ broken: true, used: start });
      expect(readTfRecords(length).records).toHaveLength(victim);
    }));
  });
});

describe('event files', () => {
  it.each(['old', 'tensors', 'restarted'] as const)("of other writers hold what TensorBoard reads in them: %s", async (name) => {
    const store = new TensorboardRuns({ kind: 'tensorboard', name: 'runs', folder: runs, path: '.' });
    const { runs: list, notes } = await store.list(signal);
    expect(notes).toEqual([]);
    const run = list.find(({ id }) => id === name);
    const histories = await store.histories(name, signal);
    const expected = { ...known[name].scalars, ...known[name].tensorScalars };
    expect([...histories.keys()]).toEqual(Object.keys(expected).sort());
    for (const [tag, points] of Object.entries(expected)) {
      const history = histories.get(tag);
      expect([...(history?.step ?? [])]).toEqual(points.map(([, step]) => step));
      expect([...(history?.time ?? [])]).toEqual(points.map(([wall]) => wall * 1000));
      expect([...(history?.value ?? [])]).toEqual(points.map(([, , value]) => numberOf(value)));
    }
    expect(run?.histograms).toEqual([...Object.keys(known[name].histograms), ...Object.keys(known[name].tensorHistograms)]);
  });

  it('give histograms of both forms as bins with ends that are values', async () => {
    const store = new TensorboardRuns({ kind: 'tensorboard', name: 'runs', folder: runs, path: '.' });
    const tensors = (await store.histograms('tensors', signal)).get('weights');
    const last = known.tensors.tensorHistograms['weights']?.at(-1);
    expect(tensors?.step).toBe(last?.[0]);
    expect(tensors?.left.map((left, i) => [left, tensors.right[i], tensors.count[i]])).toEqual(last?.[1]);
    const old = (await store.histograms('old', signal)).get('weights');
    const lastOld = known.old.histograms['weights']?.at(-1);
    expect(old?.count.reduce((sum, count) => sum + count, 0)).toBe(400);
    expect(lastOld?.[2].reduce((sum, count) => sum + count, 0)).toBe(400);
    expect(old?.left.every((left, i) => left < (old.right[i] ?? 0) && Math.abs(left) < 10)).toBe(true);
  });

  it('replace the open ends of old histograms by the least and greatest value', () => {
    const run = new EventRun();
    run.add({ wallTime: 1, step: 0, fileVersion: null, restart: false, values: [{ tag: 'h', plugin: '', simple: null, tensor: null, histogram: { min: -2, max: 7, limits: [-1, 0, Number.MAX_VALUE], counts: [3, 0, 2] } }] });
    expect(run.histograms().get('h')).toEqual([{ step: 0, timeMs: 1000, left: [-2, -1, 0], right: [-1, 0, 7], count: [3, 0, 2] }]);
  });

  it('are read on as they grow, whatever the pieces, and nothing is read twice', async () => {
    const bytes = readFileSync(fileOf('old'));
    const whole = new TensorboardRuns({ kind: 'tensorboard', name: 'w', folder: runs, path: 'old' });
    await whole.list(signal);
    const wanted = [...(await whole.histories('.', signal))].map(([tag, { value }]) => [tag, [...value]]);
    await fc.assert(fc.asyncProperty(fc.array(fc.integer({ min: 1, max: bytes.length - 1 }), { maxLength: 6 }), async (cuts) => {
      const folder = mkdtempSync(path.join(temp, 'grow-'));
      const file = path.join(folder, 'events.out.tfevents.1');
      const store = new TensorboardRuns({ kind: 'tensorboard', name: 'g', folder, path: '.' });
      let at = 0;
      for (const cut of [...new Set(cuts)].sort((a, b) => a - b).concat(bytes.length)) {
        appendFileSync(file, bytes.subarray(at, cut));
        at = cut;
        expect((await store.list(signal)).notes).toEqual([]);
      }
      expect([...(await store.histories('.', signal))].map(([tag, { value }]) => [tag, [...value]])).toEqual(wanted);
    }), { numRuns: 20 });
  });

  it('that were written anew are read anew; damaged ones say what is lost; folders without any are named', async () => {
    const folder = mkdtempSync(path.join(temp, 'odd-'));
    const file = path.join(folder, 'a', 'events.out.tfevents.1');
    mkdirSync(path.dirname(file));
    const store = new TensorboardRuns({ kind: 'tensorboard', name: 'o', folder, path: '.' });
    await expect(store.list(signal)).rejects.toThrow(/no event file of TensorBoard/);
    writeFileSync(file, readFileSync(fileOf('old')));
    await store.list(signal);
    truncateSync(file, 0);
    writeFileSync(file, readFileSync(fileOf('restarted')));
    await store.list(signal);
    expect([...(await store.histories('a', signal)).keys()]).toEqual(['loss']);
    const bad = readFileSync(fileOf('restarted'));
    bad[bad.length - 8] = (bad[bad.length - 8] ?? 0) ^ 1;
    writeFileSync(path.join(folder, 'a', 'events.out.tfevents.2'), bad);
    writeFileSync(path.join(folder, 'a', 'events.out.tfevents.3'), 'this is no record file at all');
    const { notes } = await store.list(signal);
    expect(notes).toEqual(['1 damaged record is left out.', expect.stringMatching(/tfevents\.3 is damaged: its last 29 bytes cannot be read/)]);
  });

  it('count a record that holds no event', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      try {
        const { values } = readEvent(bytes);
        expect(Array.isArray(values)).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(ProtoError);
      }
    }));
  });
});
