// Two chosen windows with nothing moved, or one feature moved: how often the comparison's test says `moved`, beside block
// permutations of the same bins. docs/statistics.md has the measured table, docs/decisions.md what followed from it.
//   node bench/comparisons/run.mjs [--runs N, default 100] [--kinds iid,ar,wander,season] [--seed N] [--no-blocks] [--designs 0,1,2]
import { parseArgs } from 'node:util';
import { kindOf, levelCuts, movedCut, Normals, Traffic, hour } from '../alarms/traffic.mjs';
import { bundleCore } from '../bundleCore.mjs';
import { blockPermutation } from './permute.mjs';

const { values: args } = parseArgs({ options: { runs: { type: 'string' }, kinds: { type: 'string' }, seed: { type: 'string' }, 'no-blocks': { type: 'boolean' }, designs: { type: 'string' } } });
const runs = Number(args.runs ?? 100);
const kinds = (args.kinds ?? 'iid,ar,wander,season').split(',');
const seed = Number(args.seed ?? 1);
const core = await import(await bundleCore('comparisons', `
  export { driftFindings } from './src/core/analysis/drift';
  export { defaultSettings } from './src/core/analysis/settings';
  export { indexCube, summarise } from './src/core/cube/indexCube';
  export { binEdges } from './src/core/cube/binEdges';
  export { BinFinder } from './src/engine/cube/binFinder';
  export { normalQuantile } from './src/core/stats/normal';
  export { seededUniform } from './src/core/stats/seeded';`));

const features = 20;
const rows = 200;
const draws = 999;
const level = 0.01;
const designs = [{ name: '14 against 2 days', baseline: 336, current: 48 }, { name: '7 against 1 day', baseline: 168, current: 24 }, { name: '14 days against 8 hours', baseline: 336, current: 8 }].filter((_, i) => args.designs === undefined || args.designs.split(',').includes(String(i)));
const blocks = args['no-blocks'] === true ? [] : [1, 4, 8, 24];
const drifts = [null, { name: '0.1 sd', feature: 0, shift: 0.1 }, { name: '0.2 sd', feature: 0, shift: 0.2 }, { name: '+5 points', feature: 15 }];
const noFloors = { ...core.defaultSettings, floors: { ...core.defaultSettings.floors, numeric: 0, category: 0, missing: 0 } };

/** Bin counts of one log; where a drift is given, its feature in the current slots alone. */
function logOf(kind, slots, from, runSeed) {
  const pilot = new Traffic(kind, features, 20, new Normals(runSeed ^ 0x5bd1e995, core.normalQuantile));
  const samples = Array.from({ length: features }, () => new Float64Array(20 * slots));
  for (let w = 0; w < slots; w += 1) pilot.window(w).forEach((x, f) => samples[f].set(x, w * 20));
  const edges = samples.map((sample, f) => (kindOf(f) === 'category' ? null : core.binEdges({ baseline: sample.sort(), whole: sample }, 20)));
  const finders = edges.map((each) => (each === null ? null : new core.BinFinder(each)));
  const widths = edges.map((each) => (each === null ? 6 : each.length + 1));
  const counts = drifts.map(() => widths.map((width) => new Uint32Array(slots * width)));
  const sums = widths.map(() => [new Float64Array(slots), new Float64Array(slots)]);
  const extremes = widths.map(() => [new Float64Array(slots), new Float64Array(slots)]);
  const traffic = new Traffic(kind, features, rows, new Normals(runSeed, core.normalQuantile));
  for (let w = 0; w < slots; w += 1) {
    traffic.window(w).forEach((x, f) => {
      drifts.forEach((drift, d) => {
        const moves = drift !== null && drift.feature === f && w >= from;
        if (d > 0 && drift.feature !== f) return;
        if (finders[f] === null) levels(counts[d][f], w * 6, x, moves ? movedCut : levelCuts[0]);
        else finders[f].countInto(counts[d][f], w * widths[f], moves ? x.map((v) => v + drift.shift) : x, 0, rows);
      });
      for (const v of x) {
        sums[f][0][w] += v;
        sums[f][1][w] += v * v;
      }
      extremes[f][0][w] = Math.min(...x);
      extremes[f][1][w] = Math.max(...x);
    });
  }
  const zeros = new Float64Array(slots);
  return drifts.map((drift, d) => {
    const columns = widths.map((width, f) => {
      const own = Float64Array.from(d > 0 && drift.feature !== f ? counts[0][f] : counts[d][f]);
      const about = { name: `f${f}`, role: 'feature', counts: own, missing: zeros };
      return edges[f] === null ? { kind: 'category', ...about, levels: ['a', 'b', 'c', 'd', 'e'], restLevels: 0 } : { kind: 'numeric', ...about, edges: edges[f], values: null, centre: 0, nonFinite: zeros, sum: sums[f][0], sumSq: sums[f][1], min: extremes[f][0], max: extremes[f][1] };
    });
    return { version: 1, axis: { kind: 'time', start: 1_767_571_200_000_000, step: hour, count: slots }, task: 'none', rows: new Float64Array(slots).fill(rows), outside: 0, columns, status: null, confusion: null, score: null, regression: null, versions: null };
  });
}

function levels(counts, base, values, first) {
  const [, b, c, d] = levelCuts;
  for (const x of values) counts[base + (x > first ? 1 : 0) + (x > b ? 1 : 0) + (x > c ? 1 : 0) + (x > d ? 1 : 0)] += 1;
}

const source = { columns: [], roles: [] };
const methods = ['as if rows were independent', 'design effect (shipped)', 'design effect with floors (shipped)', ...blocks.map((block) => `blocks of ${block} h`)];
const cells = new Map();
const add = (key, hit) => cells.set(key, (cells.get(key) ?? 0) + (hit ? 1 : 0));
const began = Date.now();
for (const { name, baseline, current } of designs) for (const kind of kinds) for (let run = 0; run < runs; run += 1) {
  let hash = 2_166_136_261;
  for (const byte of Buffer.from(`${seed} ${name} ${kind} ${run}`)) hash = Math.imul(hash ^ byte, 16_777_619);
  const cubes = logOf(kind, baseline + current, baseline, hash >>> 0);
  cubes.forEach((cube, d) => {
    const target = drifts[d] === null ? null : `f${drifts[d].feature}`;
    const index = core.indexCube(cube);
    const [from, to] = [core.summarise(index, { from: 0, to: baseline }), core.summarise(index, { from: baseline, to: baseline + current })];
    const hit = (list) => (target === null ? list.length > 0 : list.includes(target));
    const plain = core.driftFindings(cube, source, from, to, undefined, noFloors);
    add(`${name}|${kind}|${d}|0`, hit(plain.filter(({ test }) => (test.q ?? 1) <= level).map(({ feature }) => feature)));
    add(`${name}|${kind}|${d}|1`, hit(plain.filter(({ verdict }) => verdict === 'moved').map(({ feature }) => feature)));
    add(`${name}|${kind}|${d}|2`, hit(core.driftFindings(cube, source, from, to, undefined, core.defaultSettings).filter(({ verdict }) => verdict === 'moved').map(({ feature }) => feature)));
    const tables = cube.columns.map((column) => ({ counts: column.counts, width: column.counts.length / (baseline + current), kind: column.kind }));
    blocks.forEach((block, b) => {
      if (current % block !== 0) return;
      const { features: ps } = blockPermutation(tables, { baseline, current, block, draws, uniform: core.seededUniform(hash >>> 0) });
      add(`${name}|${kind}|${d}|${3 + b}`, hit(ps.flatMap((p, f) => (p <= level ? [`f${f}`] : []))));
    });
  });
}
console.log(`seed ${seed}, ${runs} runs each, ${((Date.now() - began) / 60_000).toFixed(1)} minutes`);
console.log(`% of comparisons: any of ${features} features called moved with nothing moved / the moved feature found at ${drifts.slice(1).map((drift) => drift.name).join(' / ')}`);
for (const { name } of designs) {
  console.log(`\n${name}, ${rows} rows an hour\n| test | ${kinds.join(' | ')} |\n| --- | ${kinds.map(() => '---').join(' | ')} |`);
  methods.forEach((method, m) => console.log(`| ${method} | ${kinds.map((kind) => drifts.map((_, d) => (cells.has(`${name}|${kind}|${d}|${m}`) ? ((100 * cells.get(`${name}|${kind}|${d}|${m}`)) / runs).toFixed(0) : '–')).join(' / ')).join(' | ')} |`));
}
