// A log that grows by 20,000 lines a second, followed by the real engine in its own process, with a process that does what the extension
// host does with the news: nothing lost, how late, how much memory and time, and how free the host's event loop is.
// node bench/follow/run.mjs [--minutes 1] [--rate 20000] [--access]: JSON Lines of predictions, or with --access an nginx access log
import { fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundles } from '../../scripts/bundles.mjs';

const require = createRequire(import.meta.url);
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
};
const seconds = option('minutes', 1) * 60;
const rate = option('rate', 20_000);
const secondsAFile = 30;
const firstRows = 100_000;
const isAccess = process.argv.includes('--access');

const folder = mkdtempSync(path.join(tmpdir(), 'mv-follow-'));
const name = isAccess ? 'access.log' : 'app.jsonl';
const file = path.join(folder, name);
mkdirSync(path.join(folder, 'temp'));
const script = path.join(root, 'dist', 'engine-bench.cjs');
const glue = path.join(root, 'dist', 'follow-bench.cjs');
const engineBundle = bundles().find(({ name }) => name === 'engine');
await build({ ...engineBundle.options, entryPoints: [path.join(root, engineBundle.source)], outfile: script, logLevel: 'error' });
// The host's own classes.
await build({
  stdin: { contents: "export { Endpoint } from './src/protocol/endpoint'; export { Paced } from './src/host/platform/paced'; export { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';", resolveDir: root, loader: 'ts' },
  bundle: true, platform: 'node', format: 'cjs', outfile: glue, external: ['vscode'], logLevel: 'error',
});
const { Endpoint, Paced, createMessageConnection, IPCMessageReader, IPCMessageWriter } = require(glue);

const write = (linesASecond, forSeconds, first, onStep) =>
  new Promise((resolve, reject) => {
    const child = fork(path.join(root, 'bench/follow/write.mjs'), [file, linesASecond, forSeconds, secondsAFile, first, isAccess ? 'access' : 'jsonl'].map(String), { stdio: 'inherit' });
    child.on('message', (step) => {
      onStep(step);
      if (step.done) resolve(step);
    });
    child.on('exit', (code) => code !== 0 && reject(new Error(`the writer ended with ${code}`)));
  });

await write(firstRows, 1, 0, () => undefined);
const child = fork(script, ['--temp', path.join(folder, 'temp'), '--memory', '800MB'], { serialization: 'advanced', execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
const endpoint = new Endpoint(connection);
connection.listen();
const { id, rows: opened } = await endpoint.call('source.open', { spec: { kind: 'log', name: 'bench', folder, paths: [name] }, storage: null, readAtMs: Date.now(), fresh: true });
// Both windows together are the whole axis, so that their rows are all that was counted.
const query = { id, axis: null, comparison: { preset: { kind: 'parts', baseline: 0.5, current: 0.5 } }, named: {}, settings: {} };
await endpoint.call('report.make', { ...query, exact: 'never' });

const checkpoints = [];
const lags = [];
const reportMs = [];
let counted = opened;
let state = null;
let news = 0;
let posted = 0;
const paced = new Paced(500, async () => {
  const began = performance.now();
  const page = await endpoint.call('report.make', { ...query, exact: 'never' });
  // To the panel, as the editor sends it.
  posted += JSON.stringify({ method: 'panel.state', params: page }).length;
  reportMs.push(performance.now() - began);
  counted = page.report.baseline.rows + page.report.current.rows;
  const now = Date.now();
  while (checkpoints.length > 0 && checkpoints[0].written + opened <= counted) lags.push(now - checkpoints.shift().at);
});
endpoint.on('source.changed', (told) => {
  news += 1;
  state = told.state;
  paced.request();
});
await endpoint.call('source.follow', { id, on: true });

const usage = () => {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return { rss: Number(/VmRSS:\s+(\d+)/.exec(status)[1]) / 1024, cpu: (Number(fields[11]) + Number(fields[12])) / 100 };
};
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
const memory = [];
const before = usage();
const began = performance.now();
const hostBefore = process.cpuUsage();
const every = Math.max(5, Math.round(seconds / 12));
const sampler = setInterval(() => {
  const { rss } = usage();
  memory.push({ s: Math.round((performance.now() - began) / 1000), rss });
  if (memory.length % every === 0) console.log(`${String(memory.length).padStart(4)} s  ${counted.toLocaleString('en')} rows counted, engine ${rss.toFixed(0)} MB`);
}, 1_000);
const written = await write(rate, seconds, firstRows, (step) => checkpoints.push(step));
const wallS = (performance.now() - began) / 1000;
const after = usage();
const host = process.cpuUsage(hostBefore);
delay.disable();
for (let i = 0; i < 100 && counted < opened + written.written; i += 1) {
  await new Promise((done) => setTimeout(done, 100));
  paced.request();
}
clearInterval(sampler);
const quantile = (values, q) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(q * values.length))] ?? NaN;
const total = opened + written.written;
const rssAt = (share) => memory[Math.min(memory.length - 1, Math.floor(share * memory.length))]?.rss ?? NaN;
console.log(`\n${rate.toLocaleString('en')} lines a second for ${seconds} s on ${cpus().length} cores, file renamed ${written.rotations} times, ${opened.toLocaleString('en')} lines before`);
console.log(`written ${written.written.toLocaleString('en')} (${(written.written / wallS).toFixed(0)} a second), counted ${(counted - opened).toLocaleString('en')}, read ${((state?.rows ?? 0) - opened).toLocaleString('en')}, lost ${(total - counted).toLocaleString('en')}, bad ${state?.badLines ?? 0}`);
console.log(`line written to its report: p50 ${quantile(lags, 0.5)} ms, p99 ${quantile(lags, 0.99)} ms, longest ${quantile(lags, 1)} ms`);
console.log(`report and its way to the panel: p50 ${quantile(reportMs, 0.5).toFixed(0)} ms, p99 ${quantile(reportMs, 0.99).toFixed(0)} ms; ${reportMs.length} reports, ${news} news, ${(posted / reportMs.length / 1024).toFixed(0)} kB each`);
console.log(`engine memory: ${rssAt(0).toFixed(0)} MB at first, ${[0.25, 0.5, 0.75, 1].map((share) => rssAt(share).toFixed(0)).join(', ')} MB after each quarter`);
console.log(`time of the processor: engine ${(((after.cpu - before.cpu) / wallS) * 100).toFixed(0)} % of a core, host's part ${(((host.user + host.system) / 1e6 / wallS) * 100).toFixed(1)} %`);
console.log(`event loop delay of the host's part: p50 ${(delay.percentile(50) / 1e6).toFixed(1)} ms, p99 ${(delay.percentile(99) / 1e6).toFixed(1)} ms, longest ${(delay.max / 1e6).toFixed(1)} ms (1 ms of it is the measure's own)`);
for (const note of state?.live?.notes ?? []) console.log(`note: ${note}`);
endpoint.close({ code: 'cancelled', detail: 'done', retry: false });
child.kill();
rmSync(folder, { recursive: true, force: true });
for (const made of [script, glue]) rmSync(made, { force: true });
process.exit(counted === total ? 0 : 1);
