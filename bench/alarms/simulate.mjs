// One simulated log: its null windows and, on the same rows, windows in which one feature drifted, judged by the real charts and by the rivals.
import { hour, kindOf, levelCuts, movedCut, Normals, Traffic } from './traffic.mjs';
import { rejected, rivalNames, Rivals } from './rivals.mjs';

export const baselineWindows = 336;
export const currentWindows = 24;
export const within = [1, 3, 6, 12, 24];
/** Drift of one feature, in every current window: a normal one by its sd, or a category whose first level takes 5 points of its second. */
export const drifts = [
  { name: '0.1 sd', feature: 0, shift: 0.1 },
  { name: '0.2 sd', feature: 0, shift: 0.2 },
  { name: '0.5 sd', feature: 0, shift: 0.5 },
  { name: '+5 points', feature: 15, shift: 0 },
];

export const windows = baselineWindows + currentWindows;
const pilotRows = 100;
const start = Math.floor(1_767_571_200_000_000 / (24 * hour)) * 24 * hour;

/** Bins as the engine lays them, from an independent sample of the same traffic: they are fixed before the rows are seen. With the sorted samples. */
export function pilot(core, setting, seed) {
  const traffic = new Traffic(setting.kind, setting.features, pilotRows, new Normals(seed ^ 0x5bd1e995, core.normalQuantile));
  const samples = Array.from({ length: setting.features }, () => new Float64Array(pilotRows * baselineWindows));
  for (let w = 0; w < baselineWindows; w += 1) traffic.window(w).forEach((x, f) => samples[f].set(x, w * pilotRows));
  const edges = samples.map((sample, f) => {
    if (kindOf(f) === 'category') return null;
    sample.sort();
    return core.binEdges({ baseline: sample, whole: sample }, core.replayBudget.bins);
  });
  return { edges, samples };
}

function levelsInto(counts, base, values, first) {
  const [, b, c, d] = levelCuts;
  for (let i = 0; i < values.length; i += 1) {
    const x = values[i];
    counts[base + (x > first ? 1 : 0) + (x > b ? 1 : 0) + (x > c ? 1 : 0) + (x > d ? 1 : 0)] += 1;
  }
}

/** Chart readings and the rivals' flags of one log; `setting` has its traffic, rows a window and features. */
export function simulate(core, setting, seed) {
  const { kind, rows, features } = setting;
  const { edges } = pilot(core, setting, seed);
  const finders = edges.map((each) => (each === null ? null : new core.BinFinder(each)));
  const widths = edges.map((each) => (each === null ? 6 : each.length + 1));
  const counts = widths.map((width) => new Uint32Array(windows * width));
  const moments = widths.map(() => ({ sum: new Float64Array(windows), sumSq: new Float64Array(windows), min: new Float64Array(windows), max: new Float64Array(windows) }));
  const moved = drifts.map(({ feature }) => new Uint32Array(currentWindows * widths[feature]));
  const references = widths.map((_, f) => new Float64Array(kindOf(f) === 'category' ? 0 : rows));
  const levelReferences = widths.map(() => new Float64Array(5));
  const taken = new Int32Array(features);
  const traffic = new Traffic(kind, features, rows, new Normals(seed, core.normalQuantile));
  const later = [];
  const sample = setting.together === true ? { fit: [], scored: [], slots: [] } : null;
  for (let w = 0; w < windows; w += 1) {
    const values = traffic.window(w);
    const kept = [];
    if (sample !== null) sampleInto(sample, values, w, rows, w < baselineWindows);
    for (let f = 0; f < features; f += 1) {
      const x = values[f];
      const category = finders[f] === null;
      if (category) levelsInto(counts[f], w * 6, x, levelCuts[0]);
      else {
        finders[f].countInto(counts[f], w * widths[f], x, 0, rows);
        momentsInto(moments[f], w, x);
      }
      if (w < baselineWindows) {
        // Every 336th row of the baseline: n in all, spread evenly.
        for (let i = (baselineWindows - ((w * rows) % baselineWindows)) % baselineWindows; i < rows; i += baselineWindows) {
          if (category) levelsInto(levelReferences[f], 0, x.subarray(i, i + 1), levelCuts[0]);
          else references[f][taken[f]++] = x[i];
        }
        continue;
      }
      const at = (w - baselineWindows) * widths[f];
      drifts.forEach(({ feature, shift }, d) => {
        if (feature !== f) return;
        if (category) levelsInto(moved[d], at, x, movedCut);
        else finders[f].countInto(moved[d], at, x.map((value) => value + shift), 0, rows);
      });
      if (!category) kept[f] = Float64Array.from(x).sort();
    }
    if (w >= baselineWindows) later.push(kept);
  }
  const cube = cubeOf(edges, counts, moments, rows);
  const { columns } = cube;
  if (sample !== null) return { withIt: charts(core, cube, togetherOf(core, sample, features)), without: charts(core, cube) };
  const movedColumns = drifts.map(({ feature }, d) => {
    const all = columns[feature].counts.slice();
    all.set(Float64Array.from(moved[d]), baselineWindows * widths[feature]);
    return columns.map((column, f) => (f === feature ? { ...column, counts: all } : column));
  });
  return {
    ours: { none: charts(core, cube), drifts: movedColumns.map((each) => charts(core, { ...cube, columns: each })) },
    rivals: rivalsOf(core, cube, references.map((sorted, f) => (edges[f] === null ? { counts: levelReferences[f] } : { sorted: sorted.sort() })), later, movedColumns, widths, rows),
  };
}

/** The cube of a simulated log: hours of equal rows, features alone. */
export function cubeOf(edges, counts, moments, rows) {
  const zeros = new Float64Array(windows);
  const columns = edges.map((_, f) => {
    const about = { name: `f${f}`, role: 'feature', counts: Float64Array.from(counts[f]), missing: zeros };
    return edges[f] === null
      ? { kind: 'category', ...about, levels: ['a', 'b', 'c', 'd', 'e'], restLevels: 0 }
      : { kind: 'numeric', ...about, edges: edges[f], values: null, centre: 0, nonFinite: zeros, ...moments[f] };
  });
  return { version: 1, axis: { kind: 'time', start, step: hour, count: windows }, task: 'none', rows: new Float64Array(windows).fill(rows), outside: 0, columns, status: null, confusion: null, score: null, regression: null, versions: null };
}

/** Every other row, at most 100 of a window, measures; of the baseline's others as many as make 20,000 fit. Levels by their share. */
function sampleInto({ fit, scored, slots }, values, w, rows, isBaseline) {
  const number = (x, f) => (kindOf(f) === 'category' ? Math.floor((1 + Math.sign(x - levelCuts[0])) / 2) + (x > levelCuts[1]) + (x > levelCuts[2]) + (x > levelCuts[3]) : x);
  const stride = Math.max(1, Math.floor(rows / 200)) * 2;
  for (let i = 0; i < rows; i += stride) {
    values.forEach((each, f) => scored.push(number(each[i], f)));
    slots.push(w);
  }
  if (isBaseline) for (let i = 1; i < rows; i += Math.max(stride, 2 * Math.floor((baselineWindows * rows) / 2 / 20_000))) values.forEach((each, f) => fit.push(number(each[i], f)));
}

function togetherOf(core, sample, features) {
  if (sample === null) return undefined;
  return core.togetherBySlot({ features, fit: Float64Array.from(sample.fit), scored: Float64Array.from(sample.scored), slots: Int32Array.from(sample.slots) }, windows, 0);
}

function momentsInto(moments, w, x) {
  let [sum, sumSq, min, max] = [0, 0, Infinity, -Infinity];
  for (let i = 0; i < x.length; i += 1) {
    const value = x[i];
    sum += value;
    sumSq += value * value;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  moments.sum[w] = sum;
  moments.sumSq[w] = sumSq;
  moments.min[w] = min;
  moments.max[w] = max;
}

/** Window by window: did chart A pass, chart B, and was there an alert (either, above the floor)? */
export function charts(core, cube, together) {
  const time = { column: 't', encoding: 'iso', from: start, to: start + windows * hour - 1, without: 0, outOfOrder: 0 };
  const replay = core.replayCharts({ cube, source: { time, rows: cube.rows[0] * windows, columns: [], roles: [] }, baseline: { from: 0, to: baselineWindows }, selfCheck: false, ...(together === undefined ? {} : { together }) });
  const drift = replay.windows.map(({ families }) => families[0]);
  if (drift.some(({ state }) => state === 'not judged')) throw new Error(`a window was not judged: ${drift[0].reason}`);
  return { a: drift.map(({ window }) => window.value > window.limit), b: drift.map(({ lasting }) => lasting.value > lasting.limit), alert: drift.map(({ state }) => state === 'alert'), together: drift.map(({ named }) => named.some(({ target }) => target === 'features.together')) };
}

/** By rule: windows with a false alarm, and by drift the windows in which the drifted feature itself was flagged. */
function rivalsOf(core, cube, references, later, movedColumns, widths, rows) {
  const rules = new Rivals(core, references, cube, baselineWindows);
  const binsOf = (columns, f, w) => columns[f].counts.subarray((baselineWindows + w) * widths[f], (baselineWindows + w + 1) * widths[f]);
  const none = rivalNames.map(() => []);
  const found = rivalNames.map(() => drifts.map(() => []));
  later.forEach((values, w) => {
    const each = widths.map((_, f) => rules.judge(f, binsOf(cube.columns, f, w), values[f] ?? null, rows));
    const p = each.map((one) => one.p);
    for (let r = 0; r < 3; r += 1) none[r].push(each.some(({ flags }) => flags[r]));
    none[3].push(rejected(p).includes(true));
    drifts.forEach(({ feature, shift }, d) => {
      const one = rules.judge(feature, binsOf(movedColumns[d], feature, w), values[feature]?.map((x) => x + shift) ?? null, rows);
      for (let r = 0; r < 3; r += 1) found[r][d].push(one.flags[r]);
      found[3][d].push(rejected(p.with(feature, one.p))[feature]);
    });
  });
  return { none, found };
}
