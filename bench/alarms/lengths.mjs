// False alarms of families that are judged by windows of their own length over one log, with nothing moved:
// `npm run bench:alarms -- --lengths [--runs N, default 20]`. docs/statistics.md has the measured table.
import { bundleCore } from '../bundleCore.mjs';
import { empty, exports, logOf, start } from './families.mjs';
import { hour, Normals } from './traffic.mjs';

const day = 24 * hour;
const quarter = hour / 4;
/** Rows of a quarter of an hour. */
const byDay = (w) => (Math.floor(w / 4) % 24 < 8 ? 80 : 960);
const settings = [
  { traffic: 'iid, 200 a quarter', kind: 'iid', load: () => 200 },
  { traffic: 'wander, 200 a quarter', kind: 'wander', load: () => 200 },
  { traffic: 'iid, 12 x by day', kind: 'iid', load: byDay },
];
const logDays = 30;
const businessDays = 400;

/** Slots taken together, `of` at a time: every table is a sum, but minima and maxima. */
function merged(cube, of) {
  const count = cube.rows.length / of;
  const tables = (object) => Object.fromEntries(Object.entries(object ?? {}).map(([key, value]) => {
    if (!(value instanceof Float64Array) || key === 'edges' || value.length % cube.rows.length !== 0) return [key, value];
    const width = value.length / cube.rows.length;
    const out = new Float64Array(count * width).fill(key === 'min' ? Infinity : key === 'max' ? -Infinity : 0);
    value.forEach((each, at) => {
      const into = Math.floor(Math.floor(at / width) / of) * width + (at % width);
      out[into] = key === 'min' ? Math.min(out[into], each) : key === 'max' ? Math.max(out[into], each) : out[into] + each;
    });
    return [key, out];
  }));
  return { ...cube, ...tables({ rows: cube.rows }), axis: { ...cube.axis, step: cube.axis.step * of, count }, columns: cube.columns.map(tables), status: tables(cube.status), confusion: tables(cube.confusion), score: tables(cube.score) };
}

/** A mean by day, of 400 rows a day; its level wanders from day to day by a quarter of a row's sd, or less by weekend. */
function businessOf(core, kind, seed) {
  const normals = new Normals(seed, core.normalQuantile);
  const rows = new Float64Array(businessDays).fill(400);
  const zeros = new Float64Array(businessDays);
  const [sum, sumSq] = [new Float64Array(businessDays), new Float64Array(businessDays)];
  let level = 0;
  for (let d = 0; d < businessDays; d += 1) {
    level = 0.3 * level + Math.sqrt(1 - 0.09) * normals.next();
    const shift = kind === 'wander' ? 0.25 * level : kind === 'weekend' && d % 7 > 4 ? -0.5 : 0;
    for (const x of normals.fill(new Float64Array(400))) {
      sum[d] += 10 + x + shift;
      sumSq[d] += (10 + x + shift) ** 2;
    }
  }
  const column = { kind: 'numeric', name: 'revenue', role: 'kpi', edges: Float64Array.of(0), values: null, centre: 0, counts: Float64Array.from({ length: 2 * businessDays }, (_, i) => (i % 2 === 0 ? 0 : 400)), missing: zeros, nonFinite: zeros, sum, sumSq, min: zeros, max: zeros.map(() => 20) };
  return { ...empty(rows, day), task: 'none', columns: [column] };
}

export async function lengthAlarms({ seed, runs }) {
  const core = await import(await bundleCore('lengths', `${exports}
  export { replayAlerts } from './src/core/alerts/replayAlerts';
  export { defaultBaseline, lengthFor } from './src/core/alerts/chooseWindows';`));
  const began = Date.now();
  const seedOf = (...of) => {
    let hash = 2_166_136_261;
    for (const byte of Buffer.from(`${seed} lengths ${of.join(' ')}`)) hash = Math.imul(hash ^ byte, 16_777_619);
    return hash >>> 0;
  };
  const lines = [];
  const judge = (name, families, make) => {
    const found = new Map(families.map((family) => [family, []]));
    let lengths = new Map();
    for (let run = 0; run < runs; run += 1) {
      const cubes = make(seedOf(name, run));
      const { axis, rows } = cubes[0].cube;
      const time = { column: 't', encoding: 'iso', from: start, to: start + axis.count * axis.step - 1, without: 0, outOfOrder: 0 };
      const cadences = cubes.map(({ cube, families: of }) => ({ cube, families: of, baseline: core.defaultBaseline(cube.axis.count, cube.axis.step, 0.01) }));
      const replay = core.replayAlerts({ source: { time, rows: rows.reduce((a, b) => a + b), columns: [], roles: [] }, cadences });
      for (const { windowLength, families: setups, windows } of replay.cadences) for (const { family, check } of setups) {
        if (!found.has(family)) continue;
        // A quiet quarter may have fewer than the rows that a window needs.
        const readings = windows.map((window) => window.families.find((one) => one.family === family)).filter(({ state }) => state !== 'not judged');
        if (readings.length < 0.98 * windows.length) throw new Error(`${family} was not judged in ${windows.length - readings.length} of ${windows.length} windows`);
        lengths = lengths.set(family, windowLength);
        const share = (test) => readings.filter(test).length / readings.length;
        found.get(family).push({ alert: share(({ state }) => state === 'alert'), a: share(({ window }) => window.value > window.limit), b: share(({ lasting }) => lasting.value > lasting.limit), check: check?.rate ?? NaN, unstable: check?.unstable === true ? 1 : 0, windows: readings.length, incidents: replay.incidents.filter((one) => one.family === family).length });
      }
    }
    for (const family of families) {
      const list = found.get(family);
      const mean = (key) => list.reduce((sum, one) => sum + one[key], 0) / list.length;
      const error = (key) => Math.sqrt(list.reduce((sum, one) => sum + (one[key] - mean(key)) ** 2, 0) / (list.length - 1) / list.length);
      const text = (key) => `${(100 * mean(key)).toFixed(2)} ± ${(100 * error(key)).toFixed(2)}`;
      const length = lengths.get(family);
      const month = (30 * day) / length;
      lines.push(`| ${family}, ${name} | ${length >= day ? `${length / day} d` : `${length / (hour / 60)} min`} | ${list.reduce((sum, { windows }) => sum + windows, 0)} | ${text('alert')} | ${(mean('alert') * month).toFixed(1)} / ${(0.01 * month).toFixed(1)} | ${text('a')} | ${text('b')} | ${Number.isNaN(mean('check')) ? 'not available' : text('check')} | ${list.reduce((sum, { unstable }) => sum + unstable, 0)} |`);
    }
    console.error(`${name}: ${((Date.now() - began) / 60_000).toFixed(1)} minutes`);
  };
  for (const { traffic, kind, load } of settings) {
    judge(traffic, ['service', 'quality'], (of) => {
      const cube = logOf(core, kind, load, of, { windows: logDays * 96, step: quarter });
      return [{ cube: merged(cube, 4), families: ['drift', 'quality', 'business'] }, { cube, families: ['service'] }];
    });
  }
  for (const kind of ['iid', 'wander', 'weekend']) judge(`${kind}, 400 a day`, ['business'], (of) => [{ cube: businessOf(core, kind, of), families: ['business'] }]);
  console.log(`seed ${seed}, ${runs} runs of each, ${((Date.now() - began) / 60_000).toFixed(1)} minutes`);
  console.log('False alarms: % of windows, 1 % asked for, ± standard error between runs\n');
  console.log('| family, traffic | windows of | windows judged | alert | alerts in 30 days, got / said | A | B | self-check | runs called not stable |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |');
  console.log(lines.join('\n'));
}
