import type { Cube } from '../cube/cube';
import type { ExactAnswers } from '../cube/exact';
import type { Summary } from '../cube/summary';
import type { Finding } from '../domain/finding';
import type { AnalysisSettings, Note } from '../domain/report';
import type { SourceState } from '../domain/source';
import type { SlotRange } from '../domain/window';
import { shortNames } from '../format/fileNames';
import { countOf, formatCount } from '../format/numbers';
import { formatLevel } from '../format/probability';
import { oneLine } from '../format/oneLine';
import { formatMoment } from '../format/time';
import { formatBytes } from '../format/sizes';
import { labelFileNotes } from '../labels/labelFileNotes';
import { likelyLabels } from '../roles/likelyLabels';
import type { WarehouseState } from '../warehouse/warehouseSpec';
import { minClusters } from './settings';

/** Everything about the data and the comparison that a reader must know before trusting a figure. */
export function notesOf(cube: Cube, source: SourceState, baseline: Summary, current: Summary, findings: readonly Finding[], exact: ExactAnswers | undefined, settings: AnalysisSettings): readonly Note[] {
  return [...windowNotes(baseline, current), ...axisNotes(cube, source, baseline, current), ...sourceNotes(source), ...(source.payload?.notes ?? []).map(info), ...labelFileNotes(source), ...outcomeNotes(source), ...labelNotes(findings), ...verdictNotes(findings, settings), ...basisNotes(findings, exact, source)];
}

const warning = (text: string): Note => ({ level: 'warning', text });
const info = (text: string): Note => ({ level: 'info', text });

function windowNotes(baseline: Summary, current: Summary): readonly Note[] {
  const notes: Note[] = [];
  for (const [name, summary] of [['baseline', baseline], ['current', current]] as const) {
    if (summary.slots.to <= summary.slots.from || summary.rows === 0) notes.push(warning(`The ${name} window holds no rows.`));
  }
  const shared = Math.min(baseline.slots.to, current.slots.to) - Math.max(baseline.slots.from, current.slots.from);
  if (shared > 0) notes.push(warning(`The windows overlap in ${countOf(shared, 'slot')}: rows counted in both hide differences, and tests take the windows as independent.`));
  return notes;
}

function axisNotes(cube: Cube, source: SourceState, baseline: Summary, current: Summary): readonly Note[] {
  const notes: Note[] = [];
  const { time } = source;
  if (cube.axis.kind !== 'time') {
    const by = { file: 'file', version: 'model version', row: 'row order' }[cube.axis.kind];
    notes.push(time.column === null ? warning(`The log has no timestamps: windows are compared by ${by}.`) : info(`Windows are compared by ${by}.`));
  }
  if (time.unknownZone !== undefined && time.column !== null) notes.push(warning(`The time zone "${time.unknownZone}" is not known: times in ${time.column} carry none and are taken as ${time.assumedZone ?? 'UTC'}.`));
  else if (time.assumedZone !== undefined && time.column !== null) notes.push(info(`Times in ${time.column} carry no zone: ${time.assumedZone} is assumed.`));
  // Without a time a row still has its file, version and place.
  if (cube.axis.kind === 'time' && time.without > 0) notes.push(warning(`${countOf(time.without, 'row')} without a readable time ${time.without === 1 ? 'is' : 'are'} outside every window.`));
  else if (cube.outside > 0) notes.push(warning(`${countOf(cube.outside, 'row')} ${cube.outside === 1 ? 'lies' : 'lie'} outside the axis and in no window.`));
  if (cube.axis.kind === 'time' && time.outOfOrder > 0) notes.push(info(`${countOf(time.outOfOrder, 'row')} out of order; windows go by time, not by place in the file.`));
  const slots = [baseline, current].map((summary) => filled(cube, summary.slots));
  if (Math.min(...slots) < minClusters && baseline.rows > 0 && current.rows > 0) {
    const rows = `${source.counts ?? 'row'}s`;
    notes.push(info(`Intervals and tests take ${rows} as independent where a window has fewer than ${minClusters} slots with ${rows} (baseline ${slots[0] ?? 0}, current ${slots[1] ?? 0}); requests that resemble their neighbours make them too narrow.`));
  }
  return notes;
}

function filled(cube: Cube, range: SlotRange): number {
  let count = 0;
  for (let slot = range.from; slot < range.to; slot += 1) if ((cube.rows[slot] ?? 0) > 0) count += 1;
  return count;
}

function sourceNotes(source: SourceState): readonly Note[] {
  const notes: Note[] = [];
  if (source.badLines > 0) notes.push(warning(`${countOf(source.badLines, 'line')} could not be read and ${source.badLines === 1 ? 'is' : 'are'} left out.`));
  const failed = source.files.filter((file) => file.state !== 'read');
  if (failed.length > 0) {
    const names = shortNames(source.files.map((file) => file.path));
    const first = failed.slice(0, 3).map((file) => `${names.get(file.path) ?? file.path} (${file.state}${file.reason === undefined ? '' : `: ${file.reason}`})`);
    notes.push(warning(`${countOf(failed.length, 'file')} not read in full: ${first.join('; ')}${failed.length > 3 ? `; and ${formatCount(failed.length - 3)} more` : ''}.`));
  }
  if (source.keysFrom !== undefined) {
    notes.push(info(`The JSON keys were learnt from ${formatBytes(source.keysFrom.bytes)} of ${formatBytes(source.keysFrom.of)}, spread over the files; keys that stand only elsewhere are not shown.`));
  }
  for (const note of source.notes ?? []) notes.push(info(note));
  const others = source.otherLines ?? 0;
  if (others > 0) notes.push(info(`Other lines: ${formatCount(others)}. They are messages of the server and tracebacks between its requests, neither rows nor bad lines.`));
  if (source.duplicateIds > 0) notes.push(warning(`${countOf(source.duplicateIds, 'row')} ${source.duplicateIds === 1 ? 'repeats' : 'repeat'} an id that occurred before${source.live === undefined || source.live.rowsSince === 0 ? '' : `, among the ${formatCount(source.rows - source.live.rowsSince)} rows that were read at first`}; they are kept and counted.`));
  for (const note of source.live?.notes ?? []) notes.push(info(note));
  const unreadable = source.columns.filter((column) => column.unreadable > 0);
  if (unreadable.length > 0) {
    const first = unreadable.slice(0, 3).map((column) => `${column.name} (${formatCount(column.unreadable)})`);
    notes.push(warning(`Values that do not fit their column count as missing: ${first.join(', ')}${unreadable.length > 3 ? ` and ${formatCount(unreadable.length - 3)} more columns` : ''}.`));
  }
  if (source.warehouse !== undefined) notes.push(info(warehouseNote(source.warehouse, source.rows)));
  if (source.fromStore) notes.push(info(`Read from the stored summary; the ${source.warehouse === undefined ? 'log itself was not read' : 'table itself was not asked'} again.`));
  return notes;
}

const engines = { postgresql: 'PostgreSQL', clickhouse: 'ClickHouse', trino: 'Trino' } as const;

function warehouseNote({ kind, place, table, asOfMs, judgedFrom }: WarehouseState, rows: number): string {
  const judged = judgedFrom < rows ? ` Columns were judged and bins chosen by ${formatCount(judgedFrom)} of ${formatCount(rows)} rows; all rows were counted.` : '';
  return `Counted by ${engines[kind]} at ${oneLine(place)} from ${oneLine(table)}, as of ${formatMoment(asOfMs * 1000)} UTC: the rows stay there.${judged} Repeated ids are not looked for, and labels are not told apart by their age.`;
}

function outcomeNotes(source: SourceState): readonly Note[] {
  const likely = likelyLabels(source).map(oneLine);
  const [first] = likely;
  if (first === undefined) return [];
  const shown = likely.length <= 3 ? likely : [...likely.slice(0, 2), `${formatCount(likely.length - 2)} more`];
  const [some, it] = likely.length === 1 ? [`${first} has`, 'it'] : [`${shown.slice(0, -1).join(', ')} and ${shown.at(-1) ?? ''} have`, 'one of them'];
  return [info(`No column is named like a label. ${some} the same values as what is predicted: if ${it} holds the true outcome, give it the role "label" ("roles" in model-vitals.json, "Column roles" in the panel).`)];
}

function labelNotes(findings: readonly Finding[]): readonly Note[] {
  const first = findings.find((finding) => finding.coverage !== undefined);
  const coverage = first?.coverage;
  // Labels that are still coming have a note of their own.
  if (first?.maturity?.state === 'not mature' || coverage === undefined || coverage.baseline === null || coverage.current === null) return [];
  if (Math.abs(coverage.baseline - coverage.current) <= 0.1) return [];
  const percent = (share: number): string => `${formatCount(share * 100)} %`;
  return [warning(`Labels cover ${percent(coverage.baseline)} of the baseline but ${percent(coverage.current)} of the current window: early labels are not a random sample, so quality may differ for that alone.`)];
}

/** Metrics whose printed interval seems to speak against their verdict, which rests on a stricter one and on a floor. */
function verdictNotes(findings: readonly Finding[], settings: AnalysisSettings): readonly Note[] {
  const seeming = findings.filter(({ verdict, change: { interval } }) => verdict === 'stable' && interval !== null && ((interval.low ?? 0) > 0 || (interval.high ?? 0) < 0));
  if (seeming.length === 0) return [];
  const first = seeming.slice(0, 3).map((finding) => `${finding.title} ${finding.reason}`);
  const rest = seeming.length > 3 ? `; and ${formatCount(seeming.length - 3)} more` : '';
  return [info(`Stable though the ${formatLevel(settings.intervalLevel)} interval excludes 0 (moved asks that the ${formatLevel(1 - settings.alpha)} interval does, and for a change that counts): ${first.join('; ')}${rest}.`)];
}

function basisNotes(findings: readonly Finding[], exact: ExactAnswers | undefined, source: SourceState): readonly Note[] {
  const notes: Note[] = [];
  if (findings.some((finding) => finding.basis === 'binned' && finding.baseline.value !== null)) {
    notes.push(info(exact === undefined ? 'Figures marked as binned come from counts in bins; each states its error bound.' : 'Figures without an exact answer from the rows come from bins and state their error bound.'));
  }
  if (source.columns.some((column) => column.distinctIsEstimate === true)) notes.push(info('Some counts of distinct values are estimates (HyperLogLog, or a sample of the rows); they are printed with “about”.'));
  return notes;
}
