import { EventEmitter, l10n, MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, type TreeDataProvider, Uri, workspace } from 'vscode';
import type { FileState, SourceState } from '../../core/domain/source';
import { isWarehouse } from '../../core/warehouse/warehouseSpec';
import type { MetricSourceState } from '../../core/metrics/metricSourceState';
import { formatBytes } from '../../core/format/sizes';
import { formatCount } from '../../core/format/numbers';
import { plural } from '../../core/text/texts';
import { fileStateWord, readyWord, sourceStateWord, stageClause } from '../../core/text/words';
import { commands } from '../ids';
import { DisposableOwner } from '../platform/disposables';
import { faultText } from '../platform/faultText';
import { Paced } from '../platform/paced';
import type { Project } from '../project/project';
import type { Session } from '../project/session';
import { placeOf, shownName, type SourceEntry } from '../project/sourceEntry';
import { metricItem } from './metricItem';
import { plain } from '../platform/plain';

export type SourceNode = { readonly kind: 'source'; readonly entry: SourceEntry } | { readonly kind: 'file'; readonly entry: SourceEntry; readonly file: FileState } | { readonly kind: 'metrics'; readonly entry: SourceEntry; readonly source: MetricSourceState };

/** The Sources view: each log with its state, rows and bad lines, and its files below it. The first look at it starts the search. */
export class SourcesTree extends DisposableOwner implements TreeDataProvider<SourceNode> {
  readonly #changed = this.own(new EventEmitter<void>());
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(
    private readonly project: Project,
    private readonly session: Session,
  ) {
    super();
    this.own(session.onChange(() => this.#changed.fire()));
    const paced = this.own(new Paced(1_000, () => Promise.resolve(this.#changed.fire())));
    this.own(project.onGrow(() => paced.request()));
  }

  async getChildren(node?: SourceNode): Promise<SourceNode[]> {
    if (node !== undefined) {
      if (node.kind !== 'source') return [];
      const { entry } = node;
      const files = [...(entry.state?.files ?? []), ...(entry.state?.labels?.files ?? [])].map((file): SourceNode => ({ kind: 'file', entry, file }));
      return [...files, ...(entry.state?.metrics ?? []).map((source): SourceNode => ({ kind: 'metrics', entry, source }))];
    }
    if (!this.project.searched) await this.project.refresh();
    return this.project.entries.map((entry) => ({ kind: 'source', entry }));
  }

  getTreeItem(node: SourceNode): TreeItem {
    if (node.kind === 'metrics') return metricItem(node.entry, node.source);
    return node.kind === 'file' ? fileItem(node.entry, node.file) : this.#sourceItem(node.entry);
  }

  #sourceItem(entry: SourceEntry): TreeItem {
    const expandable = (entry.state?.files.length ?? 0) + (entry.state?.metrics?.length ?? 0) > 0;
    const name = shownName(entry, this.project.entries);
    const item = new TreeItem(name, expandable ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None);
    item.id = entry.key;
    item.description = describe(entry);
    item.iconPath = this.session.selected?.key === entry.key && entry.status === 'open' ? new ThemeIcon('graph', new ThemeColor('charts.blue')) : icon(entry);
    item.contextValue = `source.${entry.origin}${entry.spec.kind === 'training' ? '.training' : isWarehouse(entry.spec) ? '.table' : ''}${entry.state?.labelOffer === undefined ? '' : '.labels'}${entry.state?.live !== undefined ? '.live' : entry.paused ? '.paused' : ''}`;
    item.tooltip = tooltip(entry);
    item.command = { command: commands.openDashboard, title: l10n.t('Open Dashboard'), arguments: [entry.key] };
    item.accessibilityInformation = { label: `${name}, ${describe(entry)}` };
    return item;
  }
}

function describe(entry: SourceEntry): string {
  const { state, status, candidate, fault, progress } = entry;
  if (status === 'opening') {
    const part = progress?.total ? ` ${Math.floor((100 * progress.done) / progress.total)} %` : '';
    return `${progress === null ? l10n.t('opening') : stageClause(progress.stage)}${part}…`;
  }
  if (status === 'failed') return fault === null ? (state?.reason ?? l10n.t('failed')) : entry.spec.kind === 'log' ? faultText(fault).text : fault.detail;
  if (state?.kind === 'metrics') {
    const read = (state.metrics ?? []).reduce((sum, { plans, missing }) => sum + plans.length - missing.length, 0);
    return clauses(flow(entry, state), plural(read, { one: '{0} metric', other: '{0} metrics' }, formatCount(read)), state.reason);
  }
  if (state?.kind === 'training') return clauses(flow(entry, state), plural(state.rows, { one: '{0} training run', other: '{0} training runs' }, formatCount(state.rows)), state.reason);
  if (state !== null) {
    const { warehouse } = state;
    const at = warehouse === undefined ? '' : new Date(warehouse.asOfMs).toLocaleTimeString();
    const asked = warehouse === undefined ? '' : warehouse.tookMs === undefined ? l10n.t('counted {0}', at) : l10n.t('counted {0} in {1} ms', at, formatCount(warehouse.tookMs));
    const stale = status === 'stale' ? l10n.t('to be read again') : '';
    return clauses(flow(entry, state), rowsText(state.rows), badLines(state.badLines), stale, asked, state.labelOffer === undefined ? '' : l10n.t('labels offered'), lastRow(state));
  }
  if (candidate !== null) return clauses(plural(candidate.files, { one: '{0} file', other: '{0} files' }, formatCount(candidate.files)), formatBytes(candidate.bytes));
  return l10n.t('not opened yet');
}

/** What is known, one clause after the other; what is empty is left out. */
function clauses(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join(', ');
}

function flow(entry: SourceEntry, { live }: SourceState): string {
  return live !== undefined ? sourceStateWord('live') : entry.paused ? sourceStateWord('paused') : '';
}

function rowsText(rows: number): string {
  return plural(rows, { one: '{0} rows', other: '{0} rows' }, formatCount(rows));
}

/** When the last row of a followed log came. */
function lastRow({ live }: SourceState): string {
  const at = live?.lastRowMs ?? null;
  return at === null ? '' : l10n.t('last line {0}', new Date(at).toLocaleTimeString());
}

function badLines(count: number): string {
  return count === 0 ? '' : plural(count, { one: '{0} bad line', other: '{0} bad lines' }, formatCount(count));
}

function icon({ status, state, spec }: SourceEntry): ThemeIcon {
  if (status === 'opening') return new ThemeIcon('loading~spin');
  if (status === 'failed') return new ThemeIcon('error', new ThemeColor('list.errorForeground'));
  if (state?.state === 'partly ready') return new ThemeIcon('warning', new ThemeColor('list.warningForeground'));
  return new ThemeIcon({ log: 'database', training: 'beaker', metrics: 'pulse', postgresql: 'table', clickhouse: 'table', trino: 'table' }[spec.kind]);
}

function tooltip(entry: SourceEntry): MarkdownString {
  const text = new MarkdownString();
  const line = (label: string, value: string) => text.appendMarkdown(`**${label}** `).appendMarkdown(plain(value)).appendMarkdown('  \n');
  const { spec } = entry;
  line(spec.kind === 'log' ? l10n.t('Log') : spec.kind === 'metrics' ? l10n.t('Metrics') : spec.kind === 'training' ? l10n.t('Training runs') : l10n.t('Table'), spec.name);
  line(l10n.t('Folder'), spec.folder);
  line(spec.kind === 'log' ? l10n.t('Files') : l10n.t('From'), placeOf(spec));
  line(l10n.t('From'), { configured: 'model-vitals.json', found: l10n.t('found in the workspace'), added: l10n.t('added by hand'), demo: l10n.t('the demo') }[entry.origin]);
  const { state } = entry;
  if (state !== null) {
    line(spec.kind === 'training' ? l10n.t('Runs') : l10n.t('Rows'), formatCount(state.rows));
    if (spec.kind === 'log') line(l10n.t('Bad lines'), formatCount(state.badLines));
    if (state.otherLines !== undefined) line(l10n.t('Other lines'), formatCount(state.otherLines));
    if (state.warehouse !== undefined) line(l10n.t('Columns'), formatCount(state.columns.length));
    for (const note of state.notes ?? []) line(l10n.t('Note'), note);
    line(state.warehouse === undefined ? l10n.t('Read') : l10n.t('Counted'), clauses(new Date(state.warehouse?.asOfMs ?? state.readAtMs).toLocaleString(), state.fromStore ? l10n.t('from the stored summary') : ''));
    if (state.warehouse?.tookMs !== undefined) line(l10n.t('Took'), `${formatCount(state.warehouse.tookMs)} ms`);
    const { live } = state;
    if (live !== undefined) line(l10n.t('Followed'), clauses(l10n.t('since {0}, {1} rows came', new Date(live.sinceMs).toLocaleTimeString(), formatCount(live.rowsSince)), lastRow(state)));
    for (const note of live?.notes ?? []) line(l10n.t('Note'), note);
    for (const note of [...(state.payload?.notes ?? []), ...(state.labelRemarks ?? [])]) line(l10n.t('Note'), note);
    if (state.reason !== undefined) line(l10n.t('State'), `${readyWord(state.state)}: ${state.reason}`);
    for (const { column, role } of state.roles) if (role !== 'feature' && role !== 'ignore') line(role, column);
  }
  return text;
}

function fileItem(entry: SourceEntry, file: FileState): TreeItem {
  const item = new TreeItem(Uri.file(file.path), TreeItemCollapsibleState.None);
  const bad = badLines(file.badLines);
  const good = file.state === 'read';
  item.label = workspace.asRelativePath(file.path, false);
  const { reason } = file;
  // A reason that only counts the bad lines again adds nothing.
  const why = reason === undefined || /^[\d,]+ bad lines?$/.test(reason) ? '' : reason;
  const stands = fileStateWord(file.state);
  item.description = good || file.state === 'partly read' ? clauses(rowsText(file.rows), why.includes('bad line') ? '' : bad, why) : `${stands}: ${reason ?? ''}`;
  item.iconPath = good ? new ThemeIcon('file') : new ThemeIcon('warning', new ThemeColor('list.warningForeground'));
  item.tooltip = `${file.path}\n${stands}${file.reason === undefined ? '' : `: ${file.reason}`}\n${formatBytes(file.bytes)}`;
  const ofLabels = entry.state?.labels?.files.includes(file) === true;
  if (ofLabels) item.description = l10n.t('labels, {0}', item.description);
  item.contextValue = file.badLines > 0 && !ofLabels ? 'file.bad' : 'file';
  item.accessibilityInformation = { label: `${item.label}, ${item.description}` };
  item.command =
    item.contextValue === 'file.bad'
      ? { command: commands.showBadLines, title: l10n.t('Show Bad Lines'), arguments: [entry.key, file.path] }
      : { command: 'vscode.open', title: l10n.t('Open'), arguments: [Uri.file(file.path)] };
  return item;
}
