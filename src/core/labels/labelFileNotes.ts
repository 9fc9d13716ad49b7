import type { Note } from '../domain/report';
import type { LabelOffer, LabelsState } from '../domain/labelFiles';
import type { SourceState } from '../domain/source';
import { shortNames } from '../format/fileNames';
import { countOf, formatCount, formatNumber } from '../format/numbers';
import { oneLine } from '../format/oneLine';
import { formatDuration } from '../format/time';

/** What a reader must know of labels from files of their own, or of a file that may hold them. */
export function labelFileNotes({ labels, labelOffer }: Pick<SourceState, 'labels' | 'labelOffer'>): readonly Note[] {
  if (labelOffer !== undefined) return [{ level: 'info', text: offerText(labelOffer) }];
  if (labels === undefined) return [];
  if (labels.state === 'not joined') return [{ level: 'warning', text: `No label is joined: ${oneLine(labels.reason ?? 'the label files hold none')}. The log is read without them.` }];
  const notes: Note[] = [{ level: 'info', text: `Labels: ${joinedText(labels)}.` }];
  if (labels.reason !== undefined) notes.push({ level: 'warning', text: `Label files: ${oneLine(labels.reason)}.` });
  const odd = labels.files.filter(({ state }) => state !== 'read');
  const names = shortNames(labels.files.map(({ path }) => path));
  if (odd.length > 0) notes.push({ level: 'warning', text: `${countOf(odd.length, 'label file')} not read in full: ${odd.slice(0, 3).map((file) => `${names.get(file.path) ?? file.path} (${file.state}${file.reason === undefined ? '' : `: ${file.reason}`})`).join('; ')}${odd.length > 3 ? `; and ${formatCount(odd.length - 3)} more` : ''}.` });
  return notes;
}

/** Counts of joined labels in one line: `9,512 of 10,000 predictions have one (95.1 %), joined by request_id = id; …`. */
export function joinedText({ labelled, predictions, columns, duplicates, withoutPrediction, unusable, lag }: LabelsState): string {
  const share = predictions === 0 ? '' : ` (${formatNumber((100 * labelled) / predictions)} %)`;
  const by = columns === null ? '' : `, ${oneLine(columns.label)} joined by ${oneLine(columns.id)} = ${oneLine(columns.labelId)}`;
  return [
    `${formatCount(labelled)} of ${countOf(predictions, 'prediction')} ${labelled === 1 ? 'has' : 'have'} one${share}${by}`,
    lag === null ? (columns?.time === null ? 'the files do not say when they came' : 'no lag: a time of the prediction or of the label is missing') : `half of them came within ${formatDuration(lag)}`,
    ...(duplicates === 0 ? [] : [`${countOf(duplicates, 'row')} ${duplicates === 1 ? 'repeats' : 'repeat'} an id, of which the last counts`]),
    ...(withoutPrediction === 0 ? [] : [`${countOf(withoutPrediction, 'label')} without a prediction`]),
    ...(unusable === 0 ? [] : [`${countOf(unusable, 'row')} without an id or a label`]),
  ].join('; ');
}

/** The offer to join a file, with what would have to be written. */
export function offerText({ path, id, labelId, label, time, found, looked }: LabelOffer): string {
  const entry = JSON.stringify({ paths: [path], id, labelId, label, ...(time === null ? {} : { time }) });
  return `${oneLine(path)} looks like labels of this log (${formatCount(found)} of its first ${countOf(looked, 'id')} stand in ${oneLine(id)}); it is not joined. To join it, choose Use Offered File as Labels on this log in the Sources view of the editor, or add to the source in model-vitals.json: "labels": ${entry}`;
}
