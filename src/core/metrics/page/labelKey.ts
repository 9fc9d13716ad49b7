import type { Labels } from './scrapedPage';

/** The identity of a series among those of its metric: the same for the same labels in any order. Lengths keep hostile values apart. */
export function labelKey(labels: Labels): string {
  if (labels.size === 0) return '';
  let previous = '';
  let sorted = true;
  let key = '';
  for (const [name, value] of labels) {
    if (name < previous) {
      sorted = false;
      break;
    }
    previous = name;
    key += `${name.length}:${name}${value.length}:${value}`;
  }
  if (sorted) return key;
  return [...labels]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name.length}:${name}${value.length}:${value}`)
    .join('');
}
