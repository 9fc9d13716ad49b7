// False alarms and detection of the alerts, measured: `npm run bench:alarms` simulates logs whose truth is known and lets the real
// charts judge them, beside the usual defaults. docs/statistics.md has the method and a measured table.
//   --quick            a first look in under a minute     --seed N       other logs (default 1)
//   --settings A,B     of iid, ar, wander, season, times rows (200, 2000, 50000, wide): iid-200,season-2000,ar-wide
//   --runs N           runs of each setting               --jobs N       processes (default 2)
//   --together         false alarms with and without the distance from the baseline's correlations as one more series
//   --families         the service and quality families instead, equal and unequal windows (families.mjs)
//   --cells            false alarms by counts of bins instead of rows: many runs of windows of 50,000 rows (cells.mjs)
//   --lengths          families judged by windows of their own length over one log (lengths.mjs)
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { bundleCore } from '../bundleCore.mjs';
import { rivalNames } from './rivals.mjs';
import { cellAlarms } from './cells.mjs';
import { familyAlarms } from './families.mjs';
import { lengthAlarms } from './lengths.mjs';
import { currentWindows, drifts, simulate, within } from './simulate.mjs';

const kinds = ['iid', 'ar', 'wander', 'season'];
const sizes = { 200: { rows: 200, features: 20, runs: 200, quick: 6 }, 2000: { rows: 2_000, features: 20, runs: 100, quick: 2 }, 50000: { rows: 50_000, features: 20, runs: 20, quick: 0 }, wide: { rows: 2_000, features: 500, runs: 10, quick: 0 } };
const wideKinds = ['iid', 'ar'];

function chosenSettings(names, runs, quick) {
  const all = Object.keys(sizes).sort((a, b) => sizes[a].rows * sizes[a].features - sizes[b].rows * sizes[b].features).flatMap((size) => kinds.map((kind) => ({ name: `${kind}-${size}`, kind, ...sizes[size] })));
  const known = new Set(all.map(({ name }) => name));
  for (const name of names ?? []) if (!known.has(name)) throw new Error(`no setting "${name}": ${[...known].join(', ')}`);
  return all
    .filter(({ name, kind, features }) => (names === undefined ? features === 20 || wideKinds.includes(kind) : names.includes(name)))
    .map((setting) => ({ ...setting, runs: runs ?? (quick ? setting.quick : setting.runs) }))
    .filter((setting) => setting.runs > 0);
}

/** What is measured, and the tests that the usual defaults are made of. */
const judged = `
  export { replayCharts } from './src/core/alerts/replayCharts';
  export { togetherBySlot } from './src/core/multivariate/togetherBySlot';
  export { replayBudget } from './src/core/alerts/planReplay';
  export { binEdges } from './src/core/cube/binEdges';
  export { BinFinder } from './src/engine/cube/binFinder';
  export { normalQuantile } from './src/core/stats/normal';
  export { chiSquaredSf } from './src/core/stats/distributions';
  export { chiSquaredHomogeneity } from './src/core/stats/chiSquared';
  export { jensenShannonDistance, psi } from './src/core/stats/divergences';
  export { ksPValueAsymptotic, ksTwoSample } from './src/core/stats/ks';
  export { wassersteinSorted } from './src/core/stats/wasserstein';`;

/** The seed of a run: its own for each setting. */
function seedOf(seed, name, run) {
  let hash = 2_166_136_261;
  for (const byte of Buffer.from(`${seed} ${name} ${run}`)) hash = Math.imul(hash ^ byte, 16_777_619);
  return hash >>> 0;
}

const share = (list) => list.filter(Boolean).length / list.length;
const firstWithin = (list, k) => list.slice(0, k).includes(true);

/** One number a run for each figure: runs are independent, windows of one run are not. */
function figuresOf({ ours, rivals }) {
  const out = { 'ours|false': share(ours.none.alert), 'ours A|false': share(ours.none.a), 'ours B|false': share(ours.none.b) };
  drifts.forEach(({ name }, d) => {
    out[`ours A|${name}`] = share(ours.drifts[d].a);
    for (const k of within) {
      out[`ours|${name} within ${k}`] = Number(firstWithin(ours.drifts[d].alert, k));
      out[`ours A|${name} within ${k}`] = Number(firstWithin(ours.drifts[d].a, k));
    }
  });
  rivalNames.forEach((rule, r) => {
    out[`${rule}|false`] = share(rivals.none[r]);
    drifts.forEach(({ name }, d) => (out[`${rule}|${name}`] = share(rivals.found[r][d])));
  });
  return out;
}

function togetherFigures({ withIt, without }) {
  return { with: share(withIt.alert), without: share(without.alert), itself: share(withIt.together) };
}

function togetherReport(settings, results) {
  const cell = (name, key) => `${digits(measured(results.get(name), key).mean)} ± ${digits(measured(results.get(name), key).error)}`;
  const rows = settings.map(({ name }) => `| ${name} | ${results.get(name).length} | ${['without', 'with', 'itself'].map((key) => cell(name, key)).join(' | ')} |`);
  return ['', `False alarms: % of windows, ± standard error between runs, ${currentWindows} windows a run`, '', '| traffic, rows a window | runs | without features together | with | named itself |', '| --- | --- | --- | --- | --- |', ...rows].join('\n');
}

/** Mean over the runs and its standard error, in per cent. */
function measured(results, key) {
  const n = results.length;
  const mean = results.reduce((sum, one) => sum + one[key], 0) / n;
  const variance = n < 2 ? NaN : results.reduce((sum, one) => sum + (one[key] - mean) ** 2, 0) / (n - 1);
  return { mean: 100 * mean, error: 100 * Math.sqrt(variance / n) };
}

const digits = (x) => x.toFixed(x > 0 && x < 9.95 ? 1 : 0);

function report(settings, results) {
  const figure = (name, key) => measured(results.get(name), key);
  const plain = (name, key) => digits(figure(name, key).mean);
  // Runs that all say the same have no spread, which is no error of 0: then the number of windows stands there.
  const withError = (name, key) => (figure(name, key).error > 0 ? `${plain(name, key)} ± ${digits(figure(name, key).error)}` : `${plain(name, key)} (${results.get(name).length * currentWindows})`);
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const out = ['', `False alarms: % of windows with an alert although nothing drifted, ± standard error between runs, or (windows) where all runs agree; ${currentWindows} windows a run`, '', line(['traffic, rows a window', 'runs', 'ours, A and B', 'A alone', 'B alone', ...rivalNames]), line(new Array(5 + rivalNames.length).fill('---'))];
  for (const { name } of settings) out.push(line([name, results.get(name).length, ...['ours', 'ours A', 'ours B', ...rivalNames].map((rule) => withError(name, `${rule}|false`))]));
  out.push('', `Detection in one window: % of windows, for ${drifts.map(({ name }) => name).join(' / ')} of one feature`, '', line(['traffic, rows a window', 'ours, chart A', ...rivalNames]), line(new Array(2 + rivalNames.length).fill('---')));
  for (const { name } of settings) out.push(line([name, ...['ours A', ...rivalNames].map((rule) => drifts.map((drift) => plain(name, `${rule}|${drift.name}`)).join(' / '))]));
  out.push('', `Lasting drift: % of runs with an alert within ${within.join(' / ')} windows of its start, charts A and B; chart A alone for 0.2 sd`, '', line(['traffic, rows a window', ...drifts.map(({ name }) => name), '0.2 sd, A alone']), line(new Array(2 + drifts.length).fill('---')));
  for (const { name } of settings) out.push(line([name, ...drifts.map((drift) => within.map((k) => digits(figure(name, `ours|${drift.name} within ${k}`).mean)).join(' / ')), within.map((k) => digits(figure(name, `ours A|0.2 sd within ${k}`).mean)).join(' / ')]));
  out.push('', `A share of runs p has the standard error sqrt(p (1 - p) / runs).`);
  return out.join('\n');
}

async function main() {
  const { values } = parseArgs({ options: { quick: { type: 'boolean' }, seed: { type: 'string' }, runs: { type: 'string' }, settings: { type: 'string' }, jobs: { type: 'string' }, together: { type: 'boolean' }, families: { type: 'boolean' }, cells: { type: 'boolean' }, lengths: { type: 'boolean' } } });
  if (values.lengths === true) return lengthAlarms({ seed: Number(values.seed ?? 1), runs: Number(values.runs ?? 20) });
  if (values.families === true) return familyAlarms({ seed: Number(values.seed ?? 1), runs: Number(values.runs ?? 60) });
  const seed = Number(values.seed ?? 1);
  const settings = chosenSettings(values.settings?.split(','), values.runs === undefined ? undefined : Number(values.runs), values.quick === true).map((setting) => ({ ...setting, together: values.together === true }));
  if (values.cells === true) return cellAlarms({ seed, settings, seedOf, judged });
  const tasks = settings.flatMap((setting) => Array.from({ length: setting.runs }, (_, run) => ({ setting, run, seed: seedOf(seed, setting.name, run) })));
  const results = new Map(settings.map(({ name }) => [name, new Array(0)]));
  const core = await bundleCore('alarms', judged);
  const began = Date.now();
  let done = 0;
  let said = began;
  await Promise.all(Array.from({ length: Number(values.jobs ?? 2) }, () => new Promise((resolve, reject) => {
    const worker = new Worker(fileURLToPath(import.meta.url), { workerData: { core } });
    const give = () => {
      const task = tasks.shift();
      worker.postMessage(task ?? null);
      if (task === undefined) resolve();
    };
    worker.on('error', reject);
    worker.on('message', (answer) => {
      if (answer !== 'ready') {
        results.get(answer.name).push(answer);
        done += 1;
        if (Date.now() - said > 30_000) {
          said = Date.now();
          process.stderr.write(`${done} of ${done + tasks.length} runs, ${((said - began) / 60_000).toFixed(1)} minutes\n`);
        }
      }
      give();
    });
  })));
  // Runs end in any order; sums of floats must not depend on it.
  for (const list of results.values()) list.sort((a, b) => a.run - b.run);
  console.log(`seed ${seed}, ${done} runs, ${((Date.now() - began) / 60_000).toFixed(1)} minutes`);
  console.log(values.together === true ? togetherReport(settings, results) : report(settings, results));
}

async function work() {
  const core = await import(workerData.core);
  parentPort.on('message', (task) => {
    if (task === null) {
      parentPort.close();
      return;
    }
    parentPort.postMessage({ name: task.setting.name, run: task.run, ...(task.setting.together ? togetherFigures : figuresOf)(simulate(core, task.setting, task.seed)) });
  });
  parentPort.postMessage('ready');
}

if (isMainThread) await main();
else await work();
