// How often the 95 % interval of a feature's effect holds the true one: `node bench/comparisons/coverage.mjs [--runs N, default 1000]`.
// docs/statistics.md has the measured table.
import { parseArgs } from 'node:util';
import { bundleCore } from '../bundleCore.mjs';
import { hour, Normals } from '../alarms/traffic.mjs';

const { values: args } = parseArgs({ options: { runs: { type: 'string' }, seed: { type: 'string' } } });
const runs = Number(args.runs ?? 1_000);
const core = await import(await bundleCore('coverage', `
  export { driftFindings } from './src/core/analysis/drift';
  export { featureIntervals } from './src/core/analysis/featureIntervals';
  export { defaultSettings } from './src/core/analysis/settings';
  export { indexCube, summarise } from './src/core/cube/indexCube';
  export { binEdges } from './src/core/cube/binEdges';
  export { BinFinder } from './src/engine/cube/binFinder';
  export { normalQuantile } from './src/core/stats/normal';`));

const lognormalSd = Math.sqrt((Math.E - 1) * Math.E);
/** True effects: Wasserstein-1 of a moved normal is its shift, of ordered lognormals the difference of means, of a wider normal (s - 1) sqrt(2/pi). */
const cases = [
  { name: 'normal', kind: 'numeric', shifts: [0, 0.05, 0.2, 0.5, 1].map((d) => ({ label: `${d} sd`, truth: d, move: (x) => x + d })), value: (x) => x },
  { name: 'normal, wider', kind: 'numeric', shifts: [1.1, 1.5].map((s) => ({ label: `${s} x`, truth: (s - 1) * Math.sqrt(2 / Math.PI), move: (x) => s * x })), value: (x) => x },
  { name: 'lognormal', kind: 'numeric', shifts: [0, 0.05, 0.2, 0.5].map((d) => ({ label: `x e^${d}`, truth: (Math.sqrt(Math.E) * (Math.exp(d) - 1)) / lognormalSd, move: (x) => x + d })), value: Math.exp },
  { name: '5 levels', kind: 'category', shifts: [0, 0.02, 0.05, 0.15].map((d) => ({ label: `${100 * d} points`, truth: d, cut: core.normalQuantile(0.2 + d), move: (x) => x })) },
];
const cuts = [0.4, 0.6, 0.8].map((p) => core.normalQuantile(p));
/** Slots and rows a slot of baseline and current. */
const sizes = [
  { name: '4,800 / 2,400 rows, distances from the rows', slots: [48, 24], rows: 100, exact: true },
  { name: '48,000 / 24,000 rows, distances from bins', slots: [48, 24], rows: 1_000, exact: false },
  { name: '400 / 200 rows in few slots, distances from the rows', slots: [4, 2], rows: 100, exact: true },
];
const rowKinds = ['iid', 'AR(1) 0.9'];

const pilot = Float64Array.from({ length: 20_000 }, (_, i) => core.normalQuantile((i + 0.5) / 20_000));

function rowsOf(normals, n, kind, state) {
  const x = normals.fill(new Float64Array(n));
  if (kind === 'iid') return x;
  let at = state.at;
  for (let i = 0; i < n; i += 1) x[i] = at = 0.9 * at + Math.sqrt(0.19) * x[i];
  state.at = at;
  return x;
}

function cubeOf(one, shift, size, kind, normals) {
  const slots = size.slots[0] + size.slots[1];
  const zeros = new Float64Array(slots);
  const state = { at: normals.next() };
  const edges = one.kind === 'category' ? null : core.binEdges({ baseline: pilot.map(one.value), whole: pilot.map(one.value) }, 128);
  const finder = edges === null ? null : new core.BinFinder(edges);
  const width = edges === null ? 6 : edges.length + 1;
  const counts = new Uint32Array(slots * width);
  const all = [[], []];
  const [sum, sumSq, min, max] = [0, 1, 2, 3].map(() => new Float64Array(slots));
  for (let s = 0; s < slots; s += 1) {
    const moved = s >= size.slots[0];
    const latent = rowsOf(normals, size.rows, kind, state);
    if (finder === null) {
      const first = moved ? shift.cut : core.normalQuantile(0.2);
      for (const x of latent) counts[s * width + (x <= first ? 0 : x <= cuts[0] ? 1 : x <= cuts[1] ? 2 : x <= cuts[2] ? 3 : 4)] += 1;
      continue;
    }
    const values = latent.map((x) => one.value(moved ? shift.move(x) : x));
    finder.countInto(counts, s * width, values, 0, size.rows);
    all[moved ? 1 : 0].push(...values);
    min[s] = Math.min(...values);
    max[s] = Math.max(...values);
    for (const v of values) {
      sum[s] += v;
      sumSq[s] += v * v;
    }
  }
  const about = { name: 'x', role: 'feature', counts: Float64Array.from(counts), missing: zeros };
  const column = edges === null ? { kind: 'category', ...about, levels: ['a', 'b', 'c', 'd', 'e'], restLevels: 0 } : { kind: 'numeric', ...about, edges, values: null, centre: 0, nonFinite: zeros, sum, sumSq, min, max };
  const cube = { version: 1, axis: { kind: 'time', start: 0, step: hour, count: slots }, task: 'none', rows: new Float64Array(slots).fill(size.rows), outside: 0, columns: [column], status: null, confusion: null, score: null, regression: null, versions: null };
  return { cube, exact: size.exact && finder !== null ? { features: { x: tableOf(all.map((each) => Float64Array.from(each).sort())) } } : undefined };
}

/** Distinct values with their counts in both windows. */
function tableOf([a, b]) {
  const values = Float64Array.from([...a, ...b]).sort();
  const at = (list, x) => { let [low, high] = [0, list.length]; while (low < high) { const m = (low + high) >> 1; if (list[m] < x) low = m + 1; else high = m; } return low; };
  const distinct = values.filter((x, i) => i === 0 || x !== values[i - 1]);
  const counts = (list) => distinct.map((x, i) => (i + 1 < distinct.length ? at(list, distinct[i + 1]) : list.length) - at(list, x));
  return { values: distinct, baseline: counts(a), current: counts(b) };
}

console.log(`${runs} runs each: % of 95 % intervals that hold the true effect (true effect below / above the interval); mean effect, mean interval, mean effect by chance`);
for (const size of sizes) for (const kind of rowKinds) {
  if (size.slots[0] < 10 && kind !== 'iid') continue;
  console.log(`\n${size.name}, ${kind}\n| feature | true effect | held | effect | interval | by chance |\n| --- | --- | --- | --- | --- | --- |`);
  for (const one of cases) for (const shift of one.shifts) {
    let [held, low, high, effect, from, to, chance] = [0, 0, 0, 0, 0, 0, 0];
    const normals = new Normals(Number(args.seed ?? 1) * 7_919 + one.name.length * 31 + Math.round(1_000 * shift.truth), core.normalQuantile);
    const some = size.rows > 500 ? Math.ceil(runs / 5) : runs;
    for (let run = 0; run < some; run += 1) {
      const { cube, exact } = cubeOf(one, shift, size, kind, normals);
      const index = core.indexCube(cube);
      const [a, b] = [core.summarise(index, { from: 0, to: size.slots[0] }), core.summarise(index, { from: size.slots[0], to: size.slots[0] + size.slots[1] })];
      const [plain] = core.driftFindings(cube, { columns: [], roles: [] }, a, b, exact, core.defaultSettings);
      const { effect: found } = core.featureIntervals(cube, a, b, plain, core.defaultSettings);
      if (found.interval.low > shift.truth) low += 1;
      else if (found.interval.high < shift.truth) high += 1;
      else held += 1;
      effect += found.value / some;
      from += found.interval.low / some;
      to += found.interval.high / some;
      chance += found.chance / some;
    }
    const text = (x) => (one.kind === 'category' ? `${(100 * x).toFixed(1)} %` : x.toFixed(3));
    console.log(`| ${one.name}, ${shift.label} | ${text(shift.truth)} | ${((100 * held) / some).toFixed(1)} (${((100 * low) / some).toFixed(1)} / ${((100 * high) / some).toFixed(1)}) | ${text(effect)} | ${text(from)} to ${text(to)} | ${text(chance)} |`);
  }
}
