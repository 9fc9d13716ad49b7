// Coverage of the onset's interval by simulation: how often it holds the true change, how wide it is, and how often anything is found where
// nothing changed. Figures of docs/statistics.md ("Onset").   node bench/coverage/onset.mjs [runs, default 2000]
import { bundleCore } from '../bundleCore.mjs';

const runs = Number(process.argv[2] ?? 2000);
const { findOnset, seasonFit, seededUniform: random, standardNormal: gaussian } = await import(
  await bundleCore('onset', `
    export { findOnset } from './src/core/onset/findOnset';
    export { seasonFit } from './src/core/onset/removeSeason';
    export { seededUniform, standardNormal } from './src/core/stats/seeded';`),
);

const hour = 3_600e6;

/** A series of `slots` slots of `step` microseconds whose level changes by `shift` sd of a slot's noise, at once or over `ramp` slots. */
function run({ slots, shift, memory = 0, ramp = 0, season = 0, unequal = false, step = 24 * hour, inside = false }, uniform) {
  const at = Math.floor(slots * (0.4 + 0.4 * uniform()));
  const part = inside ? uniform() : 0;
  let noise = gaussian(uniform);
  const weights = new Float64Array(slots);
  const values = Float64Array.from({ length: slots }, (_, i) => {
    const hourOf = (i * step) / hour;
    const day = Math.sin((2 * Math.PI * hourOf) / 24);
    weights[i] = unequal ? 100 * (1.2 + day) : 100;
    noise = memory * noise + Math.sqrt(1 - memory * memory) * gaussian(uniform);
    // Noise as of a mean of the slot's rows.
    const level = i > at ? (ramp > 0 ? Math.min(1, (i - at) / ramp) : 1) : i === at ? (ramp > 0 ? 0 : 1 - part) : 0;
    return season * day + noise * Math.sqrt(100 / weights[i]) + shift * level;
  });
  const windows = { baseline: { from: 0, to: Math.floor(slots * 0.4) }, current: { from: Math.floor(slots * 0.6), to: slots } };
  const fit = seasonFit({ kind: 'time', start: 0, step, count: slots }, windows.baseline, weights);
  const onset = findOnset({ statistic: 'x', values, weights, rowVariance: 0 }, windows, fit, 0.95);
  return { onset, at, part };
}

const percent = (x) => `${(100 * x).toFixed(1)} %`;
function measure(name, setting, seed) {
  const uniform = random(seed);
  let [found, covered, near] = [0, 0, 0];
  const widths = [];
  for (let i = 0; i < runs; i += 1) {
    const { onset, at, part } = run(setting, uniform);
    if (onset.state !== 'found') continue;
    found += 1;
    const { from, to } = onset.interval;
    const [start, end] = [at + part, at + part + (setting.ramp ?? 0)];
    if (setting.ramp > 0 ? from <= end && to >= start : from <= start && start <= to) covered += 1;
    if (Math.abs(onset.slot - at) <= 1) near += 1;
    widths.push(to - from);
  }
  widths.sort((a, b) => a - b);
  console.log(`${name.padEnd(52)} found ${percent(found / runs).padStart(7)}  interval holds it ${percent(covered / Math.max(1, found)).padStart(7)}  width median ${String(widths[widths.length >> 1] ?? '-').padStart(4)} slots  within a slot ${percent(near / Math.max(1, found)).padStart(7)}`);
}

let seed = 1;
for (const [kind, more] of [['iid', {}], ['AR(1) 0.6', { memory: 0.6 }]]) {
  for (const slots of [30, 120, 480]) {
    measure(`${kind}, ${slots} slots, no change`, { slots, shift: 0, ...more }, (seed += 1));
    for (const shift of [1, 2, 4]) measure(`${kind}, ${slots} slots, ${shift} sd`, { slots, shift, ...more }, (seed += 1));
  }
}
for (const shift of [1, 2, 4]) measure(`iid, 120 slots, ${shift} sd, within a slot`, { slots: 120, shift, inside: true }, (seed += 1));
for (const shift of [2, 4]) for (const ramp of [6, 24]) measure(`iid, 120 slots, ${shift} sd, ramp over ${ramp} slots`, { slots: 120, shift, ramp }, (seed += 1));
for (const [days, step] of [[8, hour], [20, hour], [30, 6 * hour]]) {
  for (const shift of [0, 2]) measure(`daily season of 3 sd, ${days} days of ${step / hour} h, ${shift} sd`, { slots: Math.round((days * 24 * hour) / step), step, shift, season: 3, unequal: true }, (seed += 1));
}
