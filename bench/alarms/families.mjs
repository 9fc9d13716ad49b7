// False alarms of the service and quality families (and of the drift family in unequal windows) with nothing moved:
// `npm run bench:alarms -- --families [--runs N, default 60]`. docs/statistics.md has the measured table.
import { bundleCore } from '../bundleCore.mjs';
import { hour, kindOf, levelCuts, Normals, Traffic } from './traffic.mjs';
import { baselineWindows, currentWindows } from './simulate.mjs';

const all = baselineWindows + currentWindows;
export const start = Math.floor(1_767_571_200_000_000 / (24 * hour)) * 24 * hour;
const kinds = ['iid', 'ar', 'wander'];
/** Mean rows of an hour; by day twelve times those of the night. */
const loads = { equal: () => 200, '12 x by day': (w) => (w % 24 < 8 ? 80 : 960) };
export const exports = `
  export { replayCharts } from './src/core/alerts/replayCharts';
  export { defaultAlertSettings } from './src/core/alerts/alertSettings';
  export { replayBudget } from './src/core/alerts/planReplay';
  export { binEdges } from './src/core/cube/binEdges';
  export { BinFinder } from './src/engine/cube/binFinder';
  export { normalQuantile } from './src/core/stats/normal';
  export { normalSf } from './src/core/stats/normal';`;

const relativeError = 0.005;
const growth = Math.log((1 + relativeError) / (1 - relativeError));
const firstIndex = Math.ceil(Math.log(0.5) / growth);
const latencyBins = Math.ceil(Math.log(2_000) / growth) - firstIndex + 1;
const scoreEdges = Float64Array.from({ length: 49 }, (_, i) => (i + 1) / 50);

/**
 * One log: lognormal latency (20 ms, sigma 0.5), 2 % errors, scores of a calibrated binary model and their labels, 20 features in the drift log. Levels that
 * wander do so from hour to hour, whatever the windows.
 */
export function logOf(core, kind, load, seed, { windows = all, step = hour } = {}) {
  let wandered = -1;
  const normals = new Normals(seed, core.normalQuantile);
  const [latent, failing, scoring, labelling] = [0, 0, 0, 0].map(() => ({ at: normals.next(), level: normals.next() }));
  const stream = (state, n, isNewHour) => {
    const x = normals.fill(new Float64Array(n));
    if (kind === 'ar') for (let i = 0; i < n; i += 1) x[i] = state.at = 0.9 * state.at + Math.sqrt(0.19) * x[i];
    if (isNewHour) state.level = 0.6 * state.level + 0.8 * normals.next();
    if (kind === 'wander') for (let i = 0; i < n; i += 1) x[i] += 0.1 * state.level;
    return x;
  };
  const table = (width = 1) => new Float64Array(windows * width);
  const rows = table();
  const latency = { kind: 'latency', name: 'latency', role: 'latency', relativeError, firstIndex, width: latencyBins, counts: table(latencyBins), zero: table(), missing: table(), sum: table(), sumSq: table(), min: table(), max: table() };
  const status = { column: 'status', rule: 'HTTP status >= 500', ok: table(), error: table(), missing: table() };
  const confusion = { prediction: 'prediction', label: 'label', levels: ['no', 'yes'], hasRest: false, positive: 1, counts: table(4), unlabelled: table(), threshold: null };
  const width = scoreEdges.length + 1;
  const score = { column: 'score', edges: scoreEdges, values: null, positive: table(width), negative: table(width), unlabelled: table(width), scoreSum: table(width), brierSum: table(), brierSq: table(), logLossSum: table(), logLossSq: table(), labelled: table(), confidenceSum: table(), confidenceSq: table(), scored: table(), outside: table() };
  const failBelow = core.normalQuantile(0.02);
  for (let w = 0; w < windows; w += 1) {
    // Arrivals as of a Poisson stream.
    const mean = load(w);
    const n = Math.max(1, Math.round(mean + Math.sqrt(mean) * normals.next()));
    rows[w] = n;
    const isNewHour = Math.floor((w * step) / hour) > wandered;
    wandered = Math.floor((w * step) / hour);
    const [x, f, s, l] = [latent, failing, scoring, labelling].map((state) => stream(state, n, isNewHour));
    latency.min[w] = Infinity;
    for (let i = 0; i < n; i += 1) {
      const ms = 20 * Math.exp(0.5 * x[i]);
      latency.counts[w * latencyBins + Math.min(latencyBins - 1, Math.max(0, Math.ceil(Math.log(ms) / growth) - firstIndex))] += 1;
      latency.sum[w] += ms;
      latency.sumSq[w] += ms * ms;
      latency.min[w] = Math.min(latency.min[w], ms);
      latency.max[w] = Math.max(latency.max[w], ms);
      if (f[i] < failBelow) status.error[w] += 1;
      else status.ok[w] += 1;
      const p = 1 / (1 + Math.exp(-1.5 * s[i]));
      const yes = core.normalSf(l[i]) < p;
      confusion.counts[w * 4 + (p >= 0.5 ? 2 : 0) + (yes ? 1 : 0)] += 1;
      score[yes ? 'positive' : 'negative'][w * width + Math.min(width - 1, Math.max(0, Math.ceil(p * 50) - 1))] += 1;
      score.scoreSum[w * width + Math.min(width - 1, Math.max(0, Math.ceil(p * 50) - 1))] += p;
      const off = (p - (yes ? 1 : 0)) ** 2;
      const loss = -Math.log(yes ? p : 1 - p);
      score.brierSum[w] += off;
      score.brierSq[w] += off * off;
      score.logLossSum[w] += loss;
      score.logLossSq[w] += loss * loss;
      score.labelled[w] += 1;
      score.scored[w] += 1;
      score.confidenceSum[w] += Math.max(p, 1 - p);
      score.confidenceSq[w] += Math.max(p, 1 - p) ** 2;
    }
  }
  return { ...empty(rows, step), task: 'binary', columns: [latency], status, confusion, score };
}

/** 20 features as in the drift simulation, in windows of the load's rows. */
function driftLogOf(core, kind, load, seed) {
  const most = Math.max(...Array.from({ length: 24 }, (_, h) => load(h)));
  const features = 20;
  const pilot = new Traffic(kind, features, 100, new Normals(seed ^ 0x5bd1e995, core.normalQuantile));
  const samples = Array.from({ length: features }, () => new Float64Array(100 * baselineWindows));
  for (let w = 0; w < baselineWindows; w += 1) pilot.window(w).forEach((x, f) => samples[f].set(x, w * 100));
  const edges = samples.map((sample, f) => (kindOf(f) === 'category' ? null : core.binEdges({ baseline: sample.sort(), whole: sample }, core.replayBudget.bins)));
  const finders = edges.map((each) => (each === null ? null : new core.BinFinder(each)));
  const widths = edges.map((each) => (each === null ? 6 : each.length + 1));
  const counts = widths.map((width) => new Uint32Array(all * width));
  const moments = widths.map(() => ({ sum: new Float64Array(all), sumSq: new Float64Array(all), min: new Float64Array(all), max: new Float64Array(all) }));
  const rows = Float64Array.from({ length: all }, (_, w) => load(w));
  const traffic = new Traffic(kind, features, most, new Normals(seed, core.normalQuantile));
  const [first, b, c, d] = levelCuts;
  for (let w = 0; w < all; w += 1) {
    traffic.window(w).forEach((values, f) => {
      const x = values.subarray(0, rows[w]);
      if (finders[f] === null) for (const v of x) counts[f][w * 6 + (v > first ? 1 : 0) + (v > b ? 1 : 0) + (v > c ? 1 : 0) + (v > d ? 1 : 0)] += 1;
      else {
        finders[f].countInto(counts[f], w * widths[f], x, 0, x.length);
        for (const v of x) {
          moments[f].sum[w] += v;
          moments[f].sumSq[w] += v * v;
        }
        moments[f].min[w] = Math.min(...x);
        moments[f].max[w] = Math.max(...x);
      }
    });
  }
  const zeros = new Float64Array(all);
  const columns = widths.map((_, f) => {
    const about = { name: `f${f}`, role: 'feature', counts: Float64Array.from(counts[f]), missing: zeros };
    return edges[f] === null ? { kind: 'category', ...about, levels: ['a', 'b', 'c', 'd', 'e'], restLevels: 0 } : { kind: 'numeric', ...about, edges: edges[f], values: null, centre: 0, nonFinite: zeros, ...moments[f] };
  });
  return { ...empty(rows), task: 'none', columns };
}

export function empty(rows, step = hour) {
  return { version: 1, axis: { kind: 'time', start, step, count: rows.length }, rows, outside: 0, status: null, confusion: null, score: null, regression: null, versions: null };
}

/** Ten of the features have floors of their own, three times the usual ones. */
const ownFloors = Object.fromEntries(Array.from({ length: 20 }, (_, f) => f).filter((f) => f % 2 === 1).map((f) => [`f${f}`, kindOf(f) === 'category' ? 0.06 : 0.15]));

export async function familyAlarms({ seed, runs }) {
  const core = await import(await bundleCore('families', exports));
  const began = Date.now();
  const lines = [];
  const settings = [
    ...Object.entries(loads).flatMap(([load, of]) => kinds.map((kind) => ({ log: 'service and quality', load, of, kind, families: ['service', 'quality'], make: logOf, runs }))),
    ...Object.entries(loads).flatMap(([load, of]) => kinds.slice(0, 2).map((kind) => ({ log: 'drift', load, of, kind, families: ['drift'], make: driftLogOf, runs: Math.ceil(runs / 2) }))),
  ];
  for (const { load, of, kind, families, make, runs: some } of settings) {
    const of24 = Object.fromEntries(families.map((family) => [family, []]));
    for (let run = 0; run < some; run += 1) {
      let hash = 2_166_136_261;
      for (const byte of Buffer.from(`${seed} families ${load} ${kind} ${families} ${run}`)) hash = Math.imul(hash ^ byte, 16_777_619);
      const cube = make(core, kind, of, hash >>> 0);
      const time = { column: 't', encoding: 'iso', from: start, to: start + all * hour - 1, without: 0, outOfOrder: 0 };
      const replay = core.replayCharts({ cube, source: { time, rows: cube.rows.reduce((a, b) => a + b), columns: [], roles: [] }, baseline: { from: 0, to: baselineWindows }, selfCheck: false, settings: { ...core.defaultAlertSettings, featureFloors: ownFloors } });
      for (const family of families) {
        const readings = replay.windows.map((window) => window.families.find((one) => one.family === family));
        if (readings.some(({ state }) => state === 'not judged')) throw new Error(`${family} was not judged: ${readings[0].reason}`);
        const share = (test) => readings.filter(test).length / readings.length;
        const night = readings.filter((_, w) => w % 24 < 8);
        of24[family].push({
          passed: share(({ window, lasting }) => window.value > window.limit || lasting.value > lasting.limit), a: share(({ window }) => window.value > window.limit), b: share(({ lasting }) => lasting.value > lasting.limit),
          alert: share(({ state }) => state === 'alert'), night: night.filter(({ state }) => state === 'alert').length / night.length, incidents: replay.incidents.filter((one) => one.family === family).length,
        });
      }
    }
    for (const family of families) {
      const list = of24[family];
      const text = (key, scale = 100) => {
        const mean = list.reduce((sum, one) => sum + one[key], 0) / list.length;
        const error = Math.sqrt(list.reduce((sum, one) => sum + (one[key] - mean) ** 2, 0) / (list.length - 1) / list.length);
        return `${(scale * mean).toFixed(1)} ± ${(scale * error).toFixed(1)}`;
      };
      lines.push(`| ${family}, ${load}, ${kind} | ${list.length} | ${text('alert')} | ${text('passed')} | ${text('a')} | ${text('b')} | ${text('night')} | ${text('incidents', 1)} |`);
      console.error(`${family} ${load} ${kind}: ${((Date.now() - began) / 60_000).toFixed(1)} minutes`);
    }
  }
  console.log(`seed ${seed}, ${((Date.now() - began) / 60_000).toFixed(1)} minutes`);
  console.log(`False alarms: % of windows, 1 % asked for, ± standard error between runs; ${currentWindows} windows a run\n`);
  console.log('| family, rows a window, traffic | runs | alert | limit passed, floors or not | A | B | alert at night | incidents a day |\n| --- | --- | --- | --- | --- | --- | --- | --- |');
  console.log(lines.join('\n'));
}
