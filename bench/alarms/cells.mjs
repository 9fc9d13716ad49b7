// False alarms in windows of many rows, by the counts of each bin instead of row by row: `npm run bench:alarms -- --cells --settings season-50000 --runs 200`.
// Where rows of a window are independent given its levels (iid, wander, season), counts of bins are multinomial. What features have in common
// takes 8 values of equal probability here, so that features are independent within each of them: the same correlations, and windows of any
// number of rows in the time of 2,000. Known by its rates beside those of the rows at 2,000 rows a window (docs/statistics.md).
import { bundleCore } from '../bundleCore.mjs';
import { common, daily, kindOf, levelCuts, Normals, own } from './traffic.mjs';
import { baselineWindows, charts, cubeOf, currentWindows, pilot, windows } from './simulate.mjs';

const classes = 8;
const exactKinds = ['iid', 'wander', 'season'];

/** Uniform numbers of 32 bits, xoshiro128** as in traffic.mjs, and binomial numbers from them. */
class Draws {
  constructor(seed) {
    let s = seed >>> 0;
    this.state = Uint32Array.from({ length: 4 }, () => {
      s = (s + 0x9e3779b9) | 0;
      let t = Math.imul(s ^ (s >>> 16), 0x21f0aaad);
      t = Math.imul(t ^ (t >>> 15), 0x735a2d97);
      return t ^ (t >>> 15);
    });
  }

  uniform() {
    const { state } = this;
    const five = Math.imul(state[1], 5);
    const bits = Math.imul((five << 7) | (five >>> 25), 9);
    const t = state[1] << 9;
    state[2] ^= state[0];
    state[3] ^= state[1];
    state[1] ^= state[2];
    state[0] ^= state[3];
    state[2] ^= t;
    state[3] = (state[3] << 11) | (state[3] >>> 21);
    return ((bits >>> 0) + 0.5) / 4_294_967_296;
  }

  /** Hits of n trials: by inversion where few are expected, else by transformed rejection (BTRS, Hoermann 1993). */
  binomial(n, p) {
    if (n === 0 || p <= 0) return 0;
    if (p >= 1) return n;
    if (p > 0.5) return n - this.binomial(n, 1 - p);
    return n * p < 10 ? this.inverted(n, p) : this.rejected(n, p);
  }

  inverted(n, p) {
    const odds = p / (1 - p);
    let left = this.uniform();
    let mass = Math.exp(n * Math.log1p(-p));
    let k = 0;
    while (left > mass && k < n) {
      left -= mass;
      k += 1;
      mass *= (odds * (n - k + 1)) / k;
    }
    return k;
  }

  rejected(n, p) {
    const q = 1 - p;
    const spread = Math.sqrt(n * p * q);
    const b = 1.15 + 2.53 * spread;
    const a = -0.0873 + 0.0248 * b + 0.01 * p;
    const squeeze = 0.92 - 4.2 / b;
    const alpha = (2.83 + 5.1 / b) * spread;
    const mode = Math.floor((n + 1) * p);
    const odds = p / q;
    for (;;) {
      const u = this.uniform() - 0.5;
      const v = this.uniform();
      const us = 0.5 - Math.abs(u);
      const k = Math.floor(((2 * a) / us + b) * u + n * p + 0.5);
      if (us >= 0.07 && v <= squeeze) return k;
      if (k < 0 || k > n) continue;
      const upper = (mode + 0.5) * Math.log((mode + 1) / (odds * (n - mode + 1))) + (n + 1) * Math.log((n - mode + 1) / (n - k + 1)) + (k + 0.5) * Math.log((odds * (n - k + 1)) / (k + 1)) + tail(mode) + tail(n - mode) - tail(k) - tail(n - k);
      if (Math.log((v * alpha) / (a / (us * us) + b)) <= upper) return k;
    }
  }
}

/** What Stirling's formula leaves of log k!. */
const exactTails = [0.08106146679532726, 0.04134069595540929, 0.02767792568499834, 0.02079067210376509, 0.01664469118982119, 0.01387612882307075, 0.01189670994589177, 0.01041126526197209, 0.009255462182712733, 0.008330563433362871];
function tail(k) {
  if (k <= 9) return exactTails[k];
  const square = (k + 1) ** 2;
  return (1 / 12 - (1 / 360 - 1 / 1260 / square) / square) / (k + 1);
}

/** Chart readings of one log of `setting`, as `simulate` makes them for windows in which nothing drifted. */
export function simulateCells(core, { kind, rows, features }, seed) {
  const { edges, samples } = pilot(core, { kind, features }, seed);
  const cuts = edges.map((each, f) => (each === null ? levelCuts : kindOf(f) === 'lognormal' ? each.map(Math.log) : each));
  const widths = edges.map((each) => (each === null ? 6 : each.length + 1));
  const counts = widths.map((width) => new Float64Array(windows * width));
  const normals = new Normals(seed, core.normalQuantile);
  const draws = new Draws(seed ^ 0x2545f491);
  const shared = Float64Array.from({ length: classes }, (_, k) => core.normalQuantile((k + 0.5) / classes));
  const unit = Math.sqrt(shared.reduce((sum, x) => sum + x * x, 0) / classes);
  const levels = normals.fill(new Float64Array(features));
  const below = cuts.map((each) => new Float64Array(classes * each.length));
  const known = new Float64Array(features).fill(NaN);
  const steps = new Float64Array(features);
  const split = new Float64Array(classes);
  for (let w = 0; w < windows; w += 1) {
    for (let k = 0, left = rows; k < classes; k += 1) left -= split[k] = draws.binomial(left, 1 / (classes - k));
    normals.fill(steps);
    for (let f = 0; f < features; f += 1) {
      levels[f] = 0.6 * levels[f] + 0.8 * steps[f];
      const level = kind === 'wander' ? 0.1 * levels[f] : kind === 'season' ? 0.5 * daily[w % 24] : 0;
      const each = cuts[f];
      if (level !== known[f]) {
        known[f] = level;
        for (let k = 0, at = 0; k < classes; k += 1) for (let b = 0; b < each.length; b += 1, at += 1) below[f][at] = core.normalCdf((each[b] - (common * shared[k]) / unit - level) / own);
      }
      for (let k = 0; k < classes; k += 1) {
        let left = split[k];
        let before = 0;
        for (let b = 0; b < each.length && left > 0; b += 1) {
          const upTo = below[f][k * each.length + b];
          const hits = draws.binomial(left, Math.min(1, (upTo - before) / Math.max(1 - before, 1e-300)));
          counts[f][w * widths[f] + b] += hits;
          left -= hits;
          before = upTo;
        }
        counts[f][w * widths[f] + each.length] += left;
      }
    }
  }
  return charts(core, cubeOf(edges, counts, edges.map((each, f) => (each === null ? null : momentsOf(each, samples[f], counts[f]))), rows));
}

/** Moments of windows as those of the pilot's rows in the same bins: they give floors their unit, no chart its values. */
function momentsOf(edges, sorted, counts) {
  const width = edges.length + 1;
  const [n, first, second] = [0, 1, 2].map(() => new Float64Array(width));
  let b = 0;
  for (const x of sorted) {
    while (b < edges.length && edges[b] < x) b += 1;
    n[b] += 1;
    first[b] += x;
    second[b] += x * x;
  }
  const table = (of) => Float64Array.from({ length: windows }, (_, w) => of.reduce((sum, value, k) => sum + (n[k] > 0 ? value / n[k] : 0) * counts[w * width + k], 0));
  return { sum: table(first), sumSq: table(second), min: new Float64Array(windows).fill(sorted[0]), max: new Float64Array(windows).fill(sorted[sorted.length - 1]) };
}

export async function cellAlarms({ seed, settings, seedOf, judged }) {
  const core = await import(await bundleCore('cells', `${judged}
  export { normalCdf } from './src/core/stats/normal';`));
  const began = Date.now();
  const lines = [];
  for (const { name, runs, ...setting } of settings) {
    if (!exactKinds.includes(setting.kind)) throw new Error(`${name}: rows that remember each other have no multinomial counts; ${exactKinds.join(', ')} do`);
    const found = { alert: [], passed: [], a: [], b: [] };
    const share = (list) => list.filter(Boolean).length / list.length;
    for (let run = 0; run < runs; run += 1) {
      const { alert, a, b } = simulateCells(core, setting, seedOf(seed, `${name} cells`, run));
      found.alert.push(share(alert));
      found.a.push(share(a));
      found.b.push(share(b));
      found.passed.push(share(a.map((one, w) => one || b[w])));
    }
    const text = (list) => {
      const mean = list.reduce((sum, x) => sum + x, 0) / runs;
      return `${(100 * mean).toFixed(2)} ± ${(100 * Math.sqrt(list.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (runs - 1) / runs)).toFixed(2)}`;
    };
    lines.push(`| ${name} | ${runs} | ${runs * currentWindows} | ${text(found.alert)} | ${text(found.passed)} | ${text(found.a)} | ${text(found.b)} |`);
    console.error(`${name}: ${((Date.now() - began) / 60_000).toFixed(1)} minutes\n${lines[lines.length - 1]}`);
  }
  console.log(`seed ${seed}, ${((Date.now() - began) / 60_000).toFixed(1)} minutes; ${baselineWindows} windows of baseline`);
  console.log('False alarms: % of windows, 1 % asked for, ± standard error between runs\n');
  console.log('| traffic, rows a window | runs | windows | alert | limit passed, floors or not | A | B |\n| --- | --- | --- | --- | --- | --- | --- |');
  console.log(lines.join('\n'));
}
