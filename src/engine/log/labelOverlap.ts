import type { Duck } from '../duck/duck';
import { idText } from './readLabelFiles';
import type { LoadedRaw } from './loadRaw';
import type { RawColumn } from './rawTable';

const most = 100_000;

/** Other ways to write one id, with what a person would do about it. */
const forms: readonly { readonly sql: (id: string) => string; readonly words: string }[] = [
  { sql: (id) => `trim(${id})`, words: 'without the spaces around them' },
  { sql: (id) => `regexp_replace(${id}, '^(-?[0-9]+)\\.0+$', '\\1')`, words: 'written as whole numbers (12, not 12.0)' },
  { sql: (id) => `regexp_replace(${id}, '^0+([0-9])', '\\1')`, words: 'without leading zeros' },
  { sql: (id) => `lower(${id})`, words: 'in lower case' },
  { sql: (id) => `replace(${id}, '-', '')`, words: 'without hyphens' },
];

/**
 * What to say where few labels have a prediction: how few, and whether the same ids would meet if both sides wrote them alike. Looked for among up to 100,000
 * labels; ids themselves are compared exactly as they stand.
 */
export async function overlapHint(duck: Duck, raw: LoadedRaw, id: RawColumn, names: { readonly id: string; readonly labelId: string }, matched: number, labels: number, signal?: AbortSignal): Promise<string | null> {
  if (labels === 0 || raw.rows === 0) return null;
  const all = forms.reduceRight((sql, form) => form.sql(sql), '__id__');
  const meets = async (form: (sql: string) => string): Promise<number> => {
    const own = form(idText(id.ref, id.type));
    const [row] = await duck.rows(`SELECT count(*) AS n FROM (SELECT id FROM mv_label LIMIT ${most}) WHERE ${form('id')} IN (SELECT ${own} FROM ${raw.relation})`, [], signal);
    return Number(row?.['n'] ?? 0);
  };
  const count = (n: number): string => n.toLocaleString('en');
  const few = `${matched === 0 ? 'no id' : `only ${count(matched)} of ${count(labels)} ids`} of the labels (${names.labelId}) ${matched === 0 ? 'is' : 'are'} in the log (${names.id})`;
  const now = await meets((sql) => sql);
  const together = await meets((sql) => all.replaceAll('__id__', sql));
  if (together <= now) return `${few}; check that both are the same kind of id`;
  const single: { n: number; words: string }[] = [];
  for (const { sql, words } of forms) single.push({ n: await meets(sql), words });
  const best = single.sort((a, b) => b.n - a.n)[0];
  const words = best !== undefined && best.n === together ? best.words : 'written alike (spaces, leading zeros, .0, capitals, hyphens)';
  return `${few}, but ${count(together)} of ${count(Math.min(labels, most))} would be ${words}: write them alike on both sides, they are compared as they stand`;
}
