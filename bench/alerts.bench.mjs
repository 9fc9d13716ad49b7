// Budgets of the alerts: a year's fortnight of hours frozen, and one more hour judged, with 500 features.
// node bench/alerts.bench.mjs [features, default 500] [baseline windows, default 336]
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleCore } from './bundleCore.mjs';

const judgedWindows = 16;
const rowsEach = 2_000;
const bins = 26;

const measured = `
  export { FamilyCharts } from './src/core/alerts/familyCharts';
  export { driftFamily } from './src/core/alerts/driftFamily';
  export { defaultAlertSettings } from './src/core/alerts/alertSettings';
  export { windowDesign } from './src/core/alerts/windowDesign';
  export { indexCube, summarise } from './src/core/cube/indexCube';`;

/** Counts about equal bins, as hours of a steady log have them; `unequal` makes quiet nights. */
function cubeOf(features, windows, unequal) {
  const hour = 3_600_000_000;
  const rows = Float64Array.from({ length: windows }, (_, w) => (unequal && w % 24 < 8 ? rowsEach / 4 : rowsEach));
  const zeros = new Float64Array(windows);
  const columns = Array.from({ length: features }, (_, f) => {
    const category = f % 4 === 3;
    const width = category ? 6 : bins;
    const counts = new Float64Array(windows * width);
    for (let w = 0; w < windows; w += 1) {
      let left = rows[w];
      for (let b = 0; b + 1 < width; b += 1) {
        const mean = left / (width - b);
        const count = Math.max(0, Math.round(mean + Math.sqrt(mean) * (Math.random() + Math.random() + Math.random() - 1.5) * 2));
        counts[w * width + b] = count;
        left -= count;
      }
      counts[w * width + width - 1] = Math.max(0, left);
    }
    const about = { name: `f${f}`, role: 'feature', counts, missing: zeros };
    if (category) return { kind: 'category', ...about, levels: ['a', 'b', 'c', 'd', 'e'], restLevels: 1 };
    const edges = Float64Array.from({ length: bins - 1 }, (_, i) => i);
    return { kind: 'numeric', ...about, edges, values: null, centre: 0, nonFinite: zeros, sum: zeros, sumSq: zeros.map(() => rowsEach * 50), min: zeros.map(() => -1), max: zeros.map(() => bins) };
  });
  return { version: 1, axis: { kind: 'time', start: 1_767_571_200_000_000, step: hour, count: windows }, task: 'none', rows, outside: 0, columns, status: null, confusion: null, score: null, regression: null, versions: null };
}

const best = (values) => Math.min(...values);

/** The figures of the alerts' budgets; `say` gets one line each. */
export async function alertsBench({ features = 500, windows = 336, say = console.log } = {}) {
  const core = await import(await bundleCore('alerts', measured));
  const figures = [];
  const figure = (name, value, unit, budget) => {
    const ok = value < budget;
    figures.push({ name, value, unit, budget: `${budget} ms`, ok });
    say(`${ok ? 'ok  ' : 'OVER'} ${name}: ${value.toFixed(0)} ${unit} (budget ${budget} ms)`);
  };
  for (const unequal of [false, true]) {
    const cube = cubeOf(features, windows + judgedWindows, unequal);
    const past = Array.from({ length: windows }, (_, w) => w);
    const summary = core.summarise(core.indexCube(cube), { from: 0, to: windows });
    const startOf = (w) => cube.axis.start + w * cube.axis.step;
    const [making, freezing, judging] = [[], [], []];
    let series = 0;
    for (let round = 0; round < 5; round += 1) {
      const start = performance.now();
      const family = core.driftFamily(cube, summary, past, core.defaultAlertSettings);
      const made = performance.now();
      const charts = new core.FamilyCharts(family, past, core.windowDesign(past.map(startOf), cube.axis.step), startOf, 0.01);
      const frozen = performance.now();
      series = charts.setup.series;
      making.push(made - start);
      freezing.push(frozen - made);
      for (let w = windows; w < windows + judgedWindows; w += 1) {
        const before = performance.now();
        charts.next(w);
        judging.push(performance.now() - before);
      }
    }
    const of = `${features} features x ${windows} windows${unequal ? ', unequal and so weighted' : ''}`;
    figure(`${of}: baseline frozen`, best(making) + best(freezing), `ms, of which ${best(making).toFixed(0)} ms its ${series} series, best of 5`, unequal ? 1_500 : 300);
    figure(`${of}: a new window judged`, best(judging), `ms, best of ${judging.length}`, unequal ? 150 : 50);
  }
  return figures;
}

const require = createRequire(import.meta.url);
if (process.argv[1] !== undefined && require.resolve(path.resolve(process.argv[1])) === fileURLToPath(import.meta.url)) {
  const figures = await alertsBench({ features: Number(process.argv[2] ?? 500), windows: Number(process.argv[3] ?? 336) });
  process.exitCode = figures.every((one) => one.ok) ? 0 : 1;
}
