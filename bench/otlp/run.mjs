// OTLP: a file of a day of a service read and reported on, beside what JSON.parse alone takes for it; and requests to the receiver beside the same sent to a server that only reads them.
// node bench/otlp/run.mjs [--lines 8640] [--requests 300]
import { createServer, request, Agent } from 'node:http';
import { createRequire } from 'node:module';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const require = createRequire(import.meta.url);
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
};
const lines = option('lines', 8_640); // each 10 s: a day
const requests = option('requests', 300);
const routes = 10;

const glue = path.join(root, 'dist', 'otlp-bench.cjs');
await build({ stdin: { contents: "export { openReader } from './src/engine/service/openReader';", resolveDir: root, loader: 'ts' }, bundle: true, platform: 'node', format: 'cjs', outfile: glue, external: ['@duckdb/*'], logLevel: 'error' });
const { openReader } = require(glue);

const bounds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
const text = (key, value) => ({ key, value: { stringValue: value } });
const start = Date.UTC(2026, 2, 1) / 1000;
const nano = (seconds) => `${seconds}000000000`;
const counts = Array.from({ length: routes }, () => bounds.map(() => 0).concat(0));
/** Ten routes with a histogram, a counter and a gauge each. */
const document = (i, begin = start) => {
  const at = { startTimeUnixNano: nano(begin), timeUnixNano: nano(begin + 10 * (i + 1)) };
  const of = (make) => counts.map((own, r) => ({ ...at, attributes: [text('http.route', `/route${r}`)], ...make(own, r) }));
  for (const [r, own] of counts.entries()) for (let k = 0; k < 20; k += 1) own[(i * 7 + r * 3 + k * k) % own.length] += 1;
  const total = (own) => own.reduce((a, b) => a + b, 0);
  return {
    resourceMetrics: [{ resource: { attributes: [text('service.name', 'churn'), text('service.instance.id', 'a')] }, scopeMetrics: [{ scope: { name: 'bench' }, metrics: [
      { name: 'http.server.request.duration', unit: 's', histogram: { aggregationTemporality: 2, dataPoints: of((own) => ({ count: String(total(own)), sum: total(own) / 7, bucketCounts: own.map(String), explicitBounds: bounds })) } },
      { name: 'gen.tokens', unit: '{token}', sum: { aggregationTemporality: 2, isMonotonic: true, dataPoints: of((own) => ({ asInt: String(total(own) * 3) })) } },
      { name: 'queue.depth', unit: '', gauge: { dataPoints: of((_, r) => ({ asInt: String((i + r) % 9) })) } },
    ] }] }],
  };
};

const folder = mkdtempSync(path.join(tmpdir(), 'mv-otlp-bench-'));
const file = path.join(folder, 'metrics.jsonl');
writeFileSync(file, `${Array.from({ length: lines }, (_, i) => JSON.stringify(document(i))).join('\n')}\n`);
const megabytes = statSync(file).size / 1e6;
const points = lines * routes * 3;
const timed = async (work) => {
  const began = performance.now();
  const value = await work();
  return [performance.now() - began, value];
};
const [parse] = await timed(() => readFileSync(file, 'utf8').split('\n').forEach((line) => line !== '' && JSON.parse(line)));
const before = process.memoryUsage().rss;
const options = { secrets: {}, storage: null, onChange: () => undefined, now: Date.now };
const signal = new AbortController().signal;
const [open, reader] = await timed(() => openReader({ kind: 'otlp', name: 'bench', folder, paths: ['metrics.jsonl'] }, options, signal));
const axis = { kind: 'time', start: start * 1e6, step: 300e6, count: Math.ceil((lines * 10) / 300) };
const [columns, made] = await timed(() => reader.columns(axis, signal));
console.log(`file: ${megabytes.toFixed(0)} MB, ${points.toLocaleString('en')} points of ${routes * 3} series`);
console.log(`  JSON.parse of its lines ${parse.toFixed(0)} ms; opened in ${open.toFixed(0)} ms (${(open / parse).toFixed(2)}x, ${Math.round(points / (open / 1000)).toLocaleString('en')} points a second); ${made.length} columns of ${axis.count} slots in ${columns.toFixed(0)} ms; ${((process.memoryUsage().rss - before) / 1e6).toFixed(0)} MB more`);
await reader.close();

const agent = new Agent({ keepAlive: true, maxSockets: 4 });
const send = (port, body) => new Promise((resolve, reject) => {
  const asked = request({ host: '127.0.0.1', port, path: '/v1/metrics', method: 'POST', agent, headers: { 'content-type': 'application/json', 'content-encoding': 'gzip', 'content-length': body.length } }, (response) => response.resume().on('end', () => resolve(response.statusCode)));
  asked.on('error', reject);
  asked.end(body);
});
const now = Math.floor(Date.now() / 1000) - requests * 10;
const bodies = Array.from({ length: requests }, (_, i) => gzipSync(JSON.stringify(document(i, now))));
const all = async (port) => {
  for (let i = 0; i < bodies.length; i += 4) await Promise.all(bodies.slice(i, i + 4).map((body) => send(port, body)));
};
const plain = createServer((asked, answer) => asked.on('data', () => undefined).on('end', () => answer.end('{}')));
await new Promise((done) => plain.listen(0, '127.0.0.1', done));
const [bare] = await timed(() => all(plain.address().port));
plain.close();
const receiver = await openReader({ kind: 'otlp', name: 'bench', folder, listen: 4318 }, { ...options, storage: path.join(folder, 'storage') }, signal);
const port = Number(new URL(receiver.state.endpoint).port);
const [received] = await timed(() => all(port));
console.log(`receiver: ${requests} requests of ${routes * 3} points, JSON, gzip, history on disk: ${received.toFixed(0)} ms, ${(received / requests).toFixed(2)} ms a request, ${Math.round((requests * routes * 3) / (received / 1000)).toLocaleString('en')} points a second; a server that only reads them ${bare.toFixed(0)} ms`);
await receiver.close();
agent.destroy();
rmSync(folder, { recursive: true, force: true });
rmSync(glue, { force: true });
