import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type BentoSchema, bentoSchema } from '../../../core/payload/captures';
import type { JsonObject } from '../../../core/payload/event';
import { isObject } from '../../../core/payload/json';
import type { Inspected } from '../inspectFile';
import { parseLooseJson } from '../looseJson';
import { objectTexts } from '../objectTexts';

const most = 50;

/** The first objects of a JSON file: its lines, or the objects of a document, also where the text is cut. */
export function headObjects(file: Inspected): readonly JsonObject[] {
  const texts = file.format === 'jsonl' ? file.head.split('\n', most) : file.format === 'json' ? objectTexts(file.head, 0, most) : [];
  return texts.map(parseLooseJson).filter(isObject);
}

/** The schema that BentoML keeps beside `NAME/data/data.N.log`, as `NAME/schema/schema.N.log` or another of that folder; null where there is none. */
export async function schemaBeside(file: string): Promise<BentoSchema | null> {
  const number = /^data\.(\d+)\.log$/.exec(path.basename(file))?.[1];
  if (number === undefined || path.basename(path.dirname(file)) !== 'data') return null;
  const folder = path.join(path.dirname(path.dirname(file)), 'schema');
  for (const name of [`schema.${number}.log`, 'schema.0.log', 'schema.1.log']) {
    const text = await readFile(path.join(folder, name), 'utf8').catch(() => null);
    const value = text === null ? undefined : parseLooseJson(text.split('\n', 1)[0] ?? '');
    const schema = isObject(value) ? bentoSchema(value) : null;
    if (schema !== null) return schema;
  }
  return null;
}
