import path from 'node:path';
import type { ColumnProfile } from '../../../core/domain/source';
import { samplePayload } from '../../../core/payload/sampleRows';
import type { Inspected } from '../inspectFile';
import { flattened, sampleProfiles } from '../sampleProfiles';
import { headObjects, schemaBeside } from './headObjects';

/** Profiles of the rows that the first events of a payload log give, and what its files share: inputs and outputs may stand in folders of their own. Null for other files. */
export async function payloadProfiles(file: Inspected): Promise<{ readonly profiles: readonly ColumnProfile[]; readonly group: string } | null> {
  if (file.format !== 'jsonl' && file.format !== 'json') return null;
  const sample = samplePayload(headObjects(file), await schemaBeside(file.path));
  if (sample === null || sample.rows.length === 0) return null;
  const folder = path.dirname(file.path);
  // Azure's collector: NAME/model_inputs/2026/11/24/08/x.jsonl and NAME/model_outputs/….
  const side = sample.format === 'azure' ? /^(.*?)[\\/](?:model_inputs|model_outputs|request|response|[^\\/]*_(?:inputs|outputs))(?:[\\/]\d+)*$/.exec(folder)?.[1] : undefined;
  return { profiles: sampleProfiles(sample.rows.map((row) => flattened(row))), group: JSON.stringify(['payload', sample.format, side ?? folder]) };
}
