// False positives and power of "moves together" by simulation. Figures of docs/statistics.md.   node bench/coverage/together.mjs [runs, default 1000]
import { bundleCore } from '../bundleCore.mjs';

const runs = Number(process.argv[2] ?? 1000);
const { takeChangeOut, movesTogether, rankSeries, seasonFit, seededUniform, standardNormal } = await import(
  await bundleCore('together', `
    export { movesTogether } from './src/core/together/movesTogether';
    export { rankSeries } from './src/core/together/rankSeries';
    export { takeChangeOut } from './src/core/together/togetherSeries';
    export { seasonFit } from './src/core/onset/removeSeason';
    export { seededUniform, standardNormal } from './src/core/stats/seeded';`),
);
const hour = 3_600e6;

function wander(n, memory, uniform) {
  let x = standardNormal(uniform);
  return Float64Array.from({ length: n }, () => (x = memory * x + Math.sqrt(1 - memory * memory) * standardNormal(uniform)));
}

/** One target and some movers, the first of them 3 windows ahead with the given weight; a common season where asked, taken out where asked. */
function run({ n, memory = 0.9, season = 0, removed = false, weight = 0, pairs = 1, levels = 0, out = false }, uniform) {
  const target = wander(n + 3, memory, uniform);
  const all = [target.slice(0, n), ...Array.from({ length: pairs }, () => wander(n, memory, uniform))];
  if (weight > 0) all[1] = all[1].map((own, t) => weight * target[t + 3] + Math.sqrt(1 - weight * weight) * own);
  const fit = seasonFit({ kind: 'time', start: 0, step: hour, count: n }, { from: 0, to: n }, new Float64Array(n).fill(1));
  const ranked = all.map((values) => {
    const series = values.map((value, t) => value + season * Math.sin((2 * Math.PI * t) / 24) ** 3 + (t > n / 2 ? levels : 0));
    if (removed) fit.remove(series);
    if (out) takeChangeOut(series);
    return rankSeries(series);
  });
  return movesTogether(ranked[0], ranked.slice(1));
}

const percent = (x) => `${(100 * x).toFixed(1)} %`;
let seed = 100;
function measure(name, setting) {
  const uniform = seededUniform((seed += 1));
  let [any, first] = [0, 0];
  for (let i = 0; i < runs; i += 1) {
    const found = run(setting, uniform).filter(({ adjusted }) => adjusted <= 0.05);
    if (found.length > 0) any += 1;
    if (found.some(({ mover, lag }) => mover === 0 && Math.abs(lag - 3) <= 1)) first += 1;
  }
  console.log(`${name.padEnd(62)} anything named ${percent(any / runs).padStart(7)}   the planted one, lag right ${percent(first / runs).padStart(7)}`);
}

for (const n of [240, 480]) {
  for (const pairs of [1, 14]) {
    measure(`AR(1) 0.9, ${n} windows, ${pairs} unrelated`, { n, pairs });
    measure(`AR(1) 0.9 and a common season left in, ${n} windows, ${pairs} unrelated`, { n, pairs, season: 2 });
    measure(`AR(1) 0.9 and a common season taken out, ${n} windows, ${pairs} unrelated`, { n, pairs, season: 2, removed: true });
  }
  measure(`AR(1) 0.9, a common step of 3 sd, ${n} windows, 1 unrelated`, { n, levels: 3 });
  measure(`AR(1) 0.9, a common step of 3 sd, taken out, ${n} windows, 1 unrelated`, { n, levels: 3, out: true });
  for (const memory of [0.3, 0.9]) for (const weight of [0.3, 0.5, 0.7]) measure(`AR(1) ${memory}, correlation ${weight}, 1 of 14, ${n} windows`, { n, memory, weight, pairs: 14 });
}
