// How right the lineage is on public projects: the direct inputs of each feature of a truth file (see judge.mjs) against those that a person named.
// node bench/code/judgeLineage.mjs TRUTH.json FOLDER [--all]
// Direct inputs are the columns reached from the feature through variables, parameters, functions and constants, up to the first column on each way. What a filter
// or the key of a join reads is not counted as missing or as wrong.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { bundleEngine, wasmFolder } from './bundleEngine.mjs';

const [truthFile, folder] = process.argv.slice(2).filter((part) => !part.startsWith('--'));
if (truthFile === undefined || folder === undefined) {
  console.error('node bench/code/judgeLineage.mjs TRUTH.json FOLDER [--all]');
  process.exit(2);
}
const showAll = process.argv.includes('--all');
const { CodeIndex, LineageReader, rankPlaces, nameKey } = bundleEngine('code-judge-lineage', `
  export { CodeIndex } from './src/engine/code/codeIndex'; export { LineageReader } from './src/engine/lineage/lineageReader';
  export { rankPlaces } from './src/core/code/rankPlaces'; export { nameKey } from './src/core/code/nameKey';`);
const { repositories } = JSON.parse(readFileSync(truthFile, 'utf8'));
const total = { wanted: 0, found: 0, right: 0, features: 0, exact: 0, none: 0 };
for (const repository of repositories) {
  const index = await CodeIndex.create(wasmFolder);
  await index.build([path.resolve(folder, repository.folder)]);
  const reader = new LineageReader(index);
  const columns = repository.features.map(({ column }) => column);
  const notes = [];
  let exact = 0;
  const judged = repository.features.filter(({ inputs }) => inputs !== undefined);
  for (const { column, inputs, where } of judged) {
    const lineage = await reader.trace({ column, columns, map: {}, placesOf: (name) => rankPlaces(name, index.places) });
    const found = new Set(directInputs(lineage));
    const wanted = new Set(inputs.map(nameKey));
    const right = [...wanted].filter((key) => found.has(key));
    total.features++;
    total.wanted += wanted.size;
    total.found += found.size;
    total.right += right.length;
    if (lineage.root === null && inputs.length > 0) total.none++;
    const isExact = right.length === wanted.size && found.size === wanted.size;
    if (isExact) exact++;
    if (!isExact || showAll) notes.push(`  ${isExact ? 'right' : 'MISS'}  ${column} (${where[0]}): expected [${inputs.join(', ')}], got [${[...found].join(', ')}]${lineage.root === null ? ` (${lineage.reason})` : ''}`);
  }
  total.exact += exact;
  index.dispose();
  if (judged.length > 0) console.log(`${repository.folder} (${repository.style}): ${exact} of ${judged.length} exact`);
  for (const note of notes) console.log(note);
}
const percent = (part, whole) => (whole === 0 ? 'none' : `${part} of ${whole} (${((100 * part) / whole).toFixed(0)} %)`);
console.log(`\nall direct inputs right ${percent(total.exact, total.features)}; inputs found ${percent(total.right, total.wanted)}; of what was given, right ${percent(total.right, total.found)}; no graph for ${total.none}`);

/** Keys of the columns that are one step from the feature. */
function directInputs({ root, nodes, edges }) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const seen = new Set([root]);
  const result = new Set();
  for (const id of seen) {
    for (const { from, to, how } of edges) {
      if (to !== id || seen.has(from) || how === 'filter' || how === 'join') continue;
      const node = byId.get(from);
      if (node === undefined) continue;
      if (node.kind === 'column' || node.kind === 'feature') result.add(nameKey(node.name.slice(node.name.lastIndexOf('.') + 1)));
      else seen.add(from);
    }
  }
  return result;
}
