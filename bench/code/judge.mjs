// How right the code index is on public projects: for each feature of a truth file, whether the first place offered is the line that a person named.
// node bench/code/judge.mjs TRUTH.json FOLDER [--all]   (FOLDER holds one folder per project; --all prints the right answers too)
// TRUTH.json: { "repositories": [ { "folder": "openstef", "style": "pandas", "features": [
//   { "column": "features.dewpoint", "where": ["src/weather.py:216"], "inputs": ["vapour_pressure"] } ] } ] }
// `column` is spelled as a log spells it; `where` holds `file:line` or, in a notebook, `file#cell:line` (cells counted from 0), any of which is right.
// `inputs` are the columns the line reads; absent where they are not judged. Write the truth by reading the code, before looking at the answers.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { bundleEngine, wasmFolder } from './bundleEngine.mjs';

const [truthFile, folder] = process.argv.slice(2).filter((part) => !part.startsWith('--'));
if (truthFile === undefined || folder === undefined) {
  console.error('node bench/code/judge.mjs TRUTH.json FOLDER [--all]');
  process.exit(2);
}
const showAll = process.argv.includes('--all');
const { CodeIndex, rankPlaces } = bundleEngine('code-judge', "export { CodeIndex } from './src/engine/code/codeIndex'; export { rankPlaces } from './src/core/code/rankPlaces';");
const { repositories } = JSON.parse(readFileSync(truthFile, 'utf8'));
const total = { first: 0, three: 0, lower: 0, missed: 0, features: 0 };
for (const repository of repositories) {
  const index = await CodeIndex.create(wasmFolder);
  const home = path.resolve(folder, repository.folder);
  const { lines } = await index.build([home]);
  const count = { first: 0, three: 0, lower: 0, missed: 0, features: repository.features.length };
  const notes = [];
  for (const { column, where } of repository.features) {
    const places = rankPlaces(column, index.places).map((place) => ({ at: `${place.file}${place.cell === undefined ? '' : `#${place.cell}`}:${place.line}`, how: place.how, text: place.text }));
    const rank = places.findIndex(({ at }) => where.includes(at));
    const verdict = rank === 0 ? 'first' : rank < 0 ? 'missed' : rank < 3 ? 'three' : 'lower';
    count[verdict]++;
    if (verdict !== 'first' || showAll) {
      notes.push(`  ${verdict === 'first' ? 'right' : verdict === 'missed' ? 'MISSED' : `rank ${rank + 1}`}  ${column}: wanted ${where.join(' or ')}; got ${places[0] === undefined ? 'nothing' : `${places[0].at} (${places[0].how}) ${places[0].text.slice(0, 90)}`}`);
    }
  }
  index.dispose();
  for (const key of Object.keys(total)) total[key] += count[key];
  console.log(`${repository.folder} (${repository.style}, ${lines} lines): ${count.first} of ${count.features} first`);
  for (const note of notes) console.log(note);
}
const share = (part) => `${part} of ${total.features} (${((100 * part) / total.features).toFixed(0)} %)`;
console.log(`\nfirst place right ${share(total.first)}; among the first three ${share(total.first + total.three)}; further down ${share(total.lower)}; not offered ${share(total.missed)}`);
