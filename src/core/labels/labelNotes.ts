import type { Cube } from '../cube/cube';
import type { Note } from '../domain/report';
import type { SourceState } from '../domain/source';
import type { SlotRange } from '../domain/window';
import { formatCount, countOf } from '../format/numbers';
import { formatDuration } from '../format/time';
import type { LabelState } from './labelState';
import { earlyLabels, matureUntil } from './words';

/** What a reader must know of labels that come late, and of label times that are no use. */
export function labelNotes(cube: Cube, source: SourceState, labels: LabelState | null, windows: readonly SlotRange[]): readonly Note[] {
  return [...maturityNotes(cube, labels), ...timeNotes(cube, source, windows)];
}

function maturityNotes({ axis, labelAges }: Cube, labels: LabelState | null): readonly Note[] {
  if (labels === null || labels.maturity.state !== 'not mature') return [];
  const { reason } = labels.maturity;
  const until = axis.kind === 'time' && labelAges !== undefined ? matureUntil(labelAges.now, labels.maturity) : null;
  const instead = until === null ? '' : ` Windows that end by ${until} have their labels.`;
  return [{ level: 'warning', text: `${reason.charAt(0).toUpperCase()}${reason.slice(1)}: ${earlyLabels}, so figures of quality here may differ from those of all labels.${instead}` }];
}

function timeNotes({ labelAges: ages }: Cube, source: SourceState, windows: readonly SlotRange[]): readonly Note[] {
  const column = source.roles.find(({ role }) => role === 'label time')?.column;
  if (column === undefined) return [];
  if (ages === undefined) {
    if (!source.roles.some(({ role }) => role === 'label')) return [];
    const why = source.time.column === null ? 'the log has no times of predictions' : 'no label of a prediction has a readable time there';
    return [{ level: 'info', text: `The times of labels in ${column} are not used: ${why}.` }];
  }
  const count = (table: Float64Array): number => windows.reduce((sum, { from, to }) => sum + table.subarray(from, to).reduce((all, rows) => all + rows, 0), 0);
  const [early, unknown] = [count(ages.early), count(ages.unknown) + count(ages.later)];
  const notes: Note[] = [];
  if (early > 0) notes.push({ level: 'info', text: `${countOf(early, 'label')} of both windows ${early === 1 ? 'has a time' : 'have times'} before ${early === 1 ? 'its' : 'their'} prediction (${column}); ${early === 1 ? 'it counts' : 'they count'} as there from the start.` });
  if (unknown > 0) notes.push({ level: 'warning', text: `${formatCount(unknown)} ${unknown === 1 ? 'label' : 'labels'} of both windows without a readable time within ${formatDuration(ages.edges[ages.edges.length - 1] ?? 0)} of their prediction (${column}) ${unknown === 1 ? 'counts' : 'count'} only where labels of any age do.` });
  return notes;
}
