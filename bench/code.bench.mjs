// The code index over real Python: the standard library of the python3 at hand, or the folder in MODEL_VITALS_BENCH_PYTHON. Beside it, on the same texts: the parser
// alone, and Python's own `ast.parse` with a walk over the tree. Ratios are of processor time, which other work on the machine does not change much. Budget: 100,000 lines in 3 s, one changed file in 20 ms, no slice of work on one file over 50 ms.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { bundleEngine, wasmFolder } from './code/bundleEngine.mjs';

const { CodeIndex, loadPythonParser, readFacts } = bundleEngine('code', `
  export { CodeIndex } from './src/engine/code/codeIndex'; export { loadPythonParser } from './src/engine/code/pythonParser'; export { readFacts } from './src/engine/code/readFacts';`);
const python = (...args) => {
  try {
    return execFileSync('python3', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return null;
  }
};
const folder = process.env['MODEL_VITALS_BENCH_PYTHON'] ?? python('-c', 'import sysconfig; print(sysconfig.get_path("stdlib"))');
if (folder === null || folder === '') {
  console.log('no python3 and no MODEL_VITALS_BENCH_PYTHON: nothing to index');
  process.exit(0);
}
const index = await CodeIndex.create(wasmFolder);
const cpuMs = (since) => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
};
const started = performance.now();
const cpuStarted = process.cpuUsage();
const { files, lines, places } = await index.build([folder]);
const wall = performance.now() - started;
const whole = cpuMs(cpuStarted);
const texts = index.places.filesOfAll().filter(({ file }) => file.endsWith('.py')).map(({ root, file }) => readFileSync(path.join(root, file), 'utf8'));
const parser = await loadPythonParser(wasmFolder);
const bareStarted = process.cpuUsage();
for (const text of texts) parser.readTree(text, () => null);
const bare = cpuMs(bareStarted);
const changed = [];
const slices = [];
for (const text of texts) {
  const from = performance.now();
  const steps = readFacts(parser, folder, 'changed.py', text);
  let longest = 0;
  for (let last = from; ; ) {
    const { done } = steps.next();
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (done) break;
  }
  changed.push(performance.now() - from);
  slices.push(longest);
}
const at = (values, share) => values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))].toFixed(1);
console.log(`${files} files, ${lines} lines, ${places} places in ${wall.toFixed(0)} ms; processor time ${((whole / lines) * 1e5).toFixed(0)} ms for 100,000 lines`);
console.log(`the parser alone ${bare.toFixed(0)} ms: the index takes ${(whole / bare).toFixed(1)}x`);
const ast = python('-c', `
import ast, os, sys, time
texts = []
for folder, folders, names in os.walk(sys.argv[1]):
    folders[:] = [f for f in folders if f not in ("site-packages", "dist-packages", "node_modules")]
    for name in names:
        if name.endswith(".py"):
            try: texts.append(open(os.path.join(folder, name), encoding="utf-8").read())
            except (UnicodeDecodeError, OSError): pass
start = time.process_time(); lines = 0
for text in texts:
    try:
        for _ in ast.walk(ast.parse(text)): pass
        lines += text.count("\\n") + 1
    except (SyntaxError, ValueError): pass
print((time.process_time() - start) * 1e8 / lines)`, folder);
if (ast !== null) console.log(`ast.parse with ast.walk ${Number(ast).toFixed(0)} ms for 100,000 lines: the index takes ${((whole / lines) * 1e5 / Number(ast)).toFixed(2)}x`);
console.log(`one changed file: p50 ${at(changed, 0.5)} ms, p99 ${at(changed, 0.99)} ms; longest slice without a pause: p99 ${at(slices, 0.99)} ms, most ${at(slices, 1)} ms`);
index.dispose();
