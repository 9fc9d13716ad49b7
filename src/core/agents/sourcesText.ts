import type { SourceState } from '../domain/source';
import { countOf } from '../format/numbers';
import { oneLine } from '../format/oneLine';
import { formatSpan } from '../format/time';

export interface ListedSource {
  readonly name: string;
  /** Null where it has not been opened yet. */
  readonly state: SourceState | null;
}

const mostColumns = 80;

/** The sources of a project with what an assistant needs to ask further. */
export function sourcesText(sources: readonly ListedSource[]): string {
  if (sources.length === 0) return 'No source is configured and no prediction log was found in this folder. A source is named in model-vitals.json.';
  return sources.map(sourceLines).join('\n\n');
}

function sourceLines({ name, state }: ListedSource): string {
  if (state === null) return `${oneLine(name)}: not opened yet; a report opens it`;
  const { time, columns, roles } = state;
  const byColumn = new Map(roles.map(({ column, role }) => [column, role]));
  const shown = columns.slice(0, mostColumns).map((column) => `${oneLine(column.name)} (${byColumn.get(column.name) ?? 'feature'}, ${column.kind})`);
  return [
    `${oneLine(name)}: ${state.state}${state.reason === undefined ? '' : ` (${oneLine(state.reason)})`}`,
    `${countOf(state.rows, state.counts ?? 'row')}${time.from === null || time.to === null ? ', without times' : `, ${formatSpan(time.from, time.to)}`}${state.badLines > 0 ? `, ${countOf(state.badLines, 'bad line')}` : ''}`,
    ...(state.versions.length === 0 ? [] : [`versions: ${state.versions.slice(0, 20).map(oneLine).join(', ')}`]),
    ...(state.task === 'none' ? [] : [`task: ${state.task}`]),
    ...(columns.length === 0 ? [] : [`columns: ${shown.join(', ')}${columns.length > mostColumns ? ` and ${columns.length - mostColumns} more` : ''}`]),
    ...(state.metrics ?? []).map(({ name: server, state: how }) => `metrics from ${oneLine(server)}: ${how}`),
  ].join('\n');
}
