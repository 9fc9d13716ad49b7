// Writes lines to a log at a steady rate, renames it every so often as log rotation does, and tells how many it has written when.
// Started by bench/follow/run.mjs: write.mjs FILE LINES_A_SECOND SECONDS SECONDS_A_FILE FIRST jsonl|access
import { closeSync, openSync, renameSync, writeSync } from 'node:fs';

const [file, rate, seconds, secondsAFile, first] = [process.argv[2], ...process.argv.slice(3, 7).map(Number)];
const isAccess = process.argv[7] === 'access';
const stepMs = 20;
let written = 0;
let fd = openSync(file, 'a');
let rotations = 0;
const began = performance.now();
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (n) => String(n).padStart(2, '0');
// nginx's combined format with $request_time, $upstream_response_time and $request_id.
const request = (i, h, now) =>
  `10.0.${i % 7}.${i % 250} - - [${two(now.getUTCDate())}/${months[now.getUTCMonth()]}/${now.getUTCFullYear()}:${two(now.getUTCHours())}:${two(now.getUTCMinutes())}:${two(now.getUTCSeconds())} +0000] "POST /v2/models/m${Math.floor(h(7) * 3)}/infer?i=${i} HTTP/1.1" ${h(10) < 0.01 ? 500 : 200} ${Math.floor(h(6) * 900)} "-" "python-requests/2.${i % 9}" ${(0.005 + 0.04 * h(8) * h(9)).toFixed(3)} ${(0.004 + 0.04 * h(8) * h(9)).toFixed(3)} ${i.toString(16).padStart(32, '0')}\n`;
const text = (i) => {
  const h = (k) => ((i * 2654435761 + k * 40503) >>> 0) / 4294967296;
  if (isAccess) return request(i, h, new Date());
  return `{"timestamp":"${new Date(Date.now()).toISOString()}","id":"r${i}","age":${Math.floor(h(1) * 60) + 18},"income":${(h(2) * 9e4).toFixed(2)},"distance":${(h(3) * 900).toFixed(3)},"score_in":${(h(4) + h(5)).toFixed(4)},"visits":${Math.floor(h(6) * 9)},"region":"r${Math.floor(h(7) * 12)}","device":"${['phone', 'tablet', 'desktop'][i % 3]}","version":"v${Math.floor(i / 4e6) + 1}","latency_ms":${(5 + 40 * h(8) * h(9)).toFixed(2)},"status":${h(10) < 0.01 ? 500 : 200},"score":${h(11).toFixed(3)},"prediction":${h(11) < 0.5 ? 0 : 1}}\n`;
};
const timer = setInterval(() => {
  const elapsed = (performance.now() - began) / 1000;
  const due = Math.floor(Math.min(elapsed, seconds) * rate);
  let block = '';
  for (; written < due; written += 1) block += text(first + written);
  // Cut anywhere: the rest of the last line comes with the next write.
  const bytes = Buffer.from(block);
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at, Math.min(65_537, bytes.length - at));
  process.send({ written, at: Date.now() });
  if (elapsed > (rotations + 1) * secondsAFile && elapsed < seconds) {
    rotations += 1;
    renameSync(file, `${file}.${rotations % 3}`);
    closeSync(fd);
    fd = openSync(file, 'a');
  }
  if (elapsed >= seconds && written >= Math.floor(seconds * rate)) {
    clearInterval(timer);
    closeSync(fd);
    process.send({ written, at: Date.now(), done: true, rotations });
    process.disconnect();
  }
}, stepMs);
