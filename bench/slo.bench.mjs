// The guard of the burn rates against low traffic, measured: false alarms of a service at half its budget and time to find an outage,
// with and without it; and the time that a year of steps takes. docs/statistics.md has the table.
// node bench/slo.bench.mjs [seed, default 1]
import { bundleCore } from './bundleCore.mjs';

const measured = `
  export { BurnSums, burnReplay } from './src/core/alerts/slo/burnReplay';
  export { seededUniform, standardNormal } from './src/core/stats/seeded';`;
const { BurnSums, burnReplay, seededUniform, standardNormal } = await import(await bundleCore('slo', measured));

const objective = 0.999;
const anHour = 12;
const seed = Number(process.argv[2] ?? 1);

/** Requests of a step come as a Poisson process, each is bad by itself; a normal stands for the Poisson of large means. */
function poisson(next, mean) {
  if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * standardNormal(next)));
  let k = 0;
  for (let left = Math.exp(mean) * next(); left > 1; left *= next()) k += 1;
  return k;
}

function traffic(next, steps, perHour, shareOf) {
  const [requests, bad] = [new Float64Array(steps), new Float64Array(steps)];
  for (let i = 0; i < steps; i += 1) {
    requests[i] = poisson(next, perHour / anHour);
    for (let j = 0; j < requests[i]; j += 1) if (next() < shareOf(i)) bad[i] += 1;
  }
  return { requests, bad };
}

const percent = (share) => `${share >= 0.1 ? (share * 100).toFixed(0) : share === 0 ? 0 : (share * 100).toPrecision(2)} %`;
const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
const minutes = (value) => (Number.isFinite(value) ? `${value} min` : 'not found');

console.log(`False alarms: hours in which an alert opens, of a service with ${percent((1 - objective) / 2)} bad requests, objective ${objective}`);
console.log('| requests an hour | hours | page, no guard | page | ticket, no guard | ticket |');
for (const [perHour, hours] of [[2, 200_000], [5, 200_000], [20, 200_000], [100, 100_000], [1_000, 20_000]]) {
  const next = seededUniform(seed);
  const sums = new BurnSums(traffic(next, hours * anHour, perHour, () => (1 - objective) / 2));
  const cells = ['page', 'ticket'].flatMap((severity) => [false, true].map((guard) => {
    const { incidents } = burnReplay(sums, { objective, steps: hours * anHour, grain: 1, guard });
    return percent(new Set(incidents.filter((each) => each.severity === severity).map(({ opened }) => Math.floor(opened / anHour))).size / hours);
  }));
  console.log(`| ${perHour.toLocaleString('en')} | ${hours.toLocaleString('en')} | ${cells.join(' | ')} |`);
}

console.log('\nAn outage of six hours after twelve without an error: minutes until the page, median and 90 % of 500 runs; and incidents of each outage');
console.log('| requests an hour | share that fails | no guard | guard | found within 6 h | incidents |');
for (const perHour of [5, 20, 100, 1_000]) {
  for (const share of [0.05, 0.2, 1]) {
    const next = seededUniform(seed + 1);
    const found = { without: [], with: [] };
    let incidents = 0;
    for (let run = 0; run < 500; run += 1) {
      const start = 12 * anHour;
      const steps = start + 6 * anHour;
      const sums = new BurnSums(traffic(next, steps, perHour, (i) => (i < start ? 0 : share)));
      for (const guard of [false, true]) {
        const pages = burnReplay(sums, { objective, steps, grain: 1, guard }).incidents.filter(({ severity }) => severity === 'page');
        found[guard ? 'with' : 'without'].push(pages.length === 0 ? Infinity : (pages[0].opened - start) * 5);
        if (guard) incidents += pages.length;
      }
    }
    const words = ([...values]) => { values.sort((a, b) => a - b); return `${minutes(at(values, 0.5))} / ${minutes(at(values, 0.9))}`; };
    const share6 = found.with.filter(Number.isFinite).length / 500;
    console.log(`| ${perHour.toLocaleString('en')} | ${percent(share)} | ${words(found.without)} | ${words(found.with)} | ${percent(share6)} | ${(incidents / 500).toFixed(2)} |`);
  }
}

const year = traffic(seededUniform(seed), 365 * 24 * anHour, 100, () => (1 - objective) / 2);
const began = performance.now();
burnReplay(new BurnSums(year), { objective, steps: year.requests.length, grain: 1 });
console.log(`\nA year in ${year.requests.length.toLocaleString('en')} steps: ${(performance.now() - began).toFixed(0)} ms`);
