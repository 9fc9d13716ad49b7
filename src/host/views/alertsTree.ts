import { EventEmitter, l10n, MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, type TreeDataProvider } from 'vscode';
import { setupsOf } from '../../core/alerts/cadences';
import { judgedWords } from '../../core/alerts/rules/judgedWords';
import type { FamilySetup, NamedSeries } from '../../core/domain/alert';
import type { WatchLine } from '../../core/domain/rule';
import { formatCount } from '../../core/format/numbers';
import { formatInstant } from '../../core/format/time';
import { checkText, levelText, namedText } from '../../core/report/alertsText';
import { countedWindows, lengthText, windowsCount } from '../../core/report/cadenceText';
import { evidenceText, ruleKindName } from '../../core/report/rulesText';
import { plural } from '../../core/text/texts';
import { alertStateWord, familyWord } from '../../core/text/words';
import { commands } from '../ids';
import { DisposableOwner } from '../platform/disposables';
import { alertsSummary } from '../panels/alertsSummary';
import { faultText } from '../platform/faultText';
import type { AlertBook } from '../project/alertBook';
import type { AlertIncident, ChartIncident, IncidentPlace, RuledIncident } from '../project/alertIncidents';
import { plain } from '../platform/plain';

export type AlertNode =
  | { readonly kind: 'incident'; readonly of: AlertIncident }
  | { readonly kind: 'evidence'; readonly of: ChartIncident; readonly named: NamedSeries }
  | { readonly kind: 'figure'; readonly of: RuledIncident; readonly text: string }
  | { readonly kind: 'rules' }
  | { readonly kind: 'watched'; readonly line: WatchLine }
  | { readonly kind: 'say'; readonly text: string; readonly icon: string };

const icons: Readonly<Record<AlertIncident['state'], ThemeIcon>> = {
  firing: new ThemeIcon('bell-dot', new ThemeColor('list.errorForeground')),
  acknowledged: new ThemeIcon('eye'),
  muted: new ThemeIcon('bell-slash'),
  resolved: new ThemeIcon('pass'),
};
/** Approximate limits are told of, but not in colour. */
const tentative = new ThemeIcon('bell-dot');

/** The Alerts view: open incidents with their evidence, the rules with what they do and when they were judged, then incidents that are over. */
export class AlertsTree extends DisposableOwner implements TreeDataProvider<AlertNode> {
  readonly #changed = this.own(new EventEmitter<void>());
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(private readonly book: AlertBook) {
    super();
    this.own(book.onChange(() => this.#changed.fire()));
  }

  getChildren(node?: AlertNode): AlertNode[] {
    if (node?.kind === 'incident') return childrenOf(node.of);
    if (node?.kind === 'rules') return (this.book.replay?.watched ?? []).map((line) => ({ kind: 'watched', line }));
    if (node?.kind === 'watched') return this.#watchedLines(node.line);
    if (node !== undefined) return [];
    const { replay, fault, isJudging } = this.book;
    if (isJudging) return [{ kind: 'say', text: l10n.t('Judging window by window…'), icon: 'loading~spin' }];
    if (fault !== null) return [{ kind: 'say', text: faultText(fault).text, icon: 'warning' }];
    if (replay === null) return [];
    const { incidents } = this.book;
    const nodes = (open: boolean): AlertNode[] => incidents.filter(({ closed }) => (closed === null) === open).map((of) => ({ kind: 'incident', of }));
    const windows = windowsCount(replay.axis, countedWindows(replay));
    const calm: AlertNode = alertsSummary(this.book).judged === 0 ? { kind: 'say', text: l10n.t('Not judged yet, {0} so far', windows), icon: 'clock' } : { kind: 'say', text: l10n.t('No alert in {0}', windows), icon: 'pass' };
    // A long history must not push the rules out of sight.
    return [...(incidents.length === 0 ? [calm] : nodes(true)), { kind: 'rules' }, ...nodes(false)];
  }

  getTreeItem(node: AlertNode): TreeItem {
    switch (node.kind) {
      case 'incident':
        return incidentItem(node.of);
      case 'evidence':
        return evidenceItem(node.of, node.named);
      case 'rules': {
        const item = new TreeItem(l10n.t('What is watched'), TreeItemCollapsibleState.Collapsed);
        item.iconPath = new ThemeIcon('settings');
        item.id = 'rules';
        return item;
      }
      case 'watched':
        return this.#watchedItem(node.line);
      case 'figure':
        return openItem(new TreeItem(node.text), node.of.key, 'graph-line');
      case 'say': {
        const item = new TreeItem(node.text);
        item.tooltip = node.text;
        item.iconPath = new ThemeIcon(node.icon);
        return item;
      }
    }
  }

  /** What the rule does, and when it was judged and will be. */
  #watchedLines({ words, judged, id }: WatchLine): AlertNode[] {
    const { replay } = this.book;
    if (replay === null) return [];
    const say = (text: string, icon: string): AlertNode => ({ kind: 'say', text, icon });
    const reading = replay.rules.find((rule) => rule.id === id);
    return [say(words, 'law'), ...(reading === undefined ? [] : [say(reading.reason, 'info')]), ...(judged === null ? [] : [say(judgedWords(judged, replay.axis), 'history')])];
  }

  #watchedItem(line: WatchLine): TreeItem {
    const item = new TreeItem(line.title, TreeItemCollapsibleState.Collapsed);
    item.id = `watched ${line.id}`;
    const { replay } = this.book;
    const setup = replay === null ? undefined : setupsOf(replay).find(({ family }) => family === line.id);
    if (setup !== undefined) return this.#familyItem(item, setup);
    const rule = replay?.rules.find(({ id }) => id === line.id);
    item.description = rule === undefined ? line.words : l10n.t('{0}, {1}', ruleKindName(rule.kind, null), alertStateWord(rule.state));
    item.iconPath = new ThemeIcon(rule === undefined ? (line.id === 'quiet' ? 'bell-slash' : 'filter') : rule.kind === 'slo' ? 'target' : 'arrow-both');
    item.tooltip = rule === undefined ? line.words : `${rule.reason}\n${line.words}`;
    item.accessibilityInformation = { label: `${line.title}, ${rule === undefined ? line.words : `${alertStateWord(rule.state)}, ${rule.reason}`}` };
    return item;
  }

  #familyItem(item: TreeItem, setup: FamilySetup): TreeItem {
    const { replay } = this.book;
    const text = setup.reason !== null || replay === null ? l10n.t('not judged: {0}', setup.reason ?? '') : `${l10n.t('every {0}', lengthText(replay.axis, setup))}: ${levelText(replay.axis, setup)}`;
    item.description = text;
    item.iconPath = new ThemeIcon(setup.reason === null && setup.calibration.kind === 'calibrated' ? (setup.check?.unstable === true ? 'warning' : 'verified') : 'dash');
    const judged = replay?.watched.find(({ id }) => id === setup.family)?.judged ?? null;
    const lines = [checkText(setup), [plural(setup.series, { one: '{0} series', other: '{0} series' }, formatCount(setup.series)), plural(setup.windows, { one: '{0} baseline window', other: '{0} baseline windows' }, formatCount(setup.windows))].join(', '), ...(judged === null || replay === null ? [] : [judgedWords(judged, replay.axis)])];
    item.tooltip = setup.reason === null ? [text, ...lines].join('\n') : text;
    item.accessibilityInformation = { label: `${familyWord(setup.family)}, ${item.tooltip}` };
    return item;
  }
}

function childrenOf(of: AlertIncident): AlertNode[] {
  return of.of === 'chart' ? of.evidence.map((named) => ({ kind: 'evidence', of, named })) : of.incident.evidence.map((one) => ({ kind: 'figure', of, text: evidenceText(one) }));
}

function incidentItem(of: AlertIncident): TreeItem {
  const { key, kind, title, state, opened, closed, calibrated } = of;
  const others = of.of === 'chart' ? of.incident.targets.length - 1 : 0;
  const more = others > 0 ? l10n.t(' and {0} more', formatCount(others)) : '';
  const item = new TreeItem(`${kind}: ${title}${more}`, childrenOf(of).length === 0 ? TreeItemCollapsibleState.None : TreeItemCollapsibleState.Collapsed);
  item.id = key;
  const span = closed === null ? l10n.t('since {0}', place(opened)) : l10n.t('{0} to {1}', place(opened), place(closed));
  const limits = calibrated ? '' : l10n.t(', limits are approximate');
  item.description = `${alertStateWord(state)}, ${span}${limits}`;
  item.iconPath = state === 'firing' && !calibrated ? tentative : icons[state];
  item.contextValue = `incident.${state}`;
  item.command = { command: commands.openAlerts, title: l10n.t('Open Alerts'), arguments: [key] };
  const text = new MarkdownString();
  const count = of.of === 'chart' ? [plural(of.incident.alerts, { one: '{0} window with an alert', other: '{0} windows with an alert' }, formatCount(of.incident.alerts))] : [];
  text.appendMarkdown(`**${kind}** `).appendMarkdown(plain(`${[alertStateWord(state), span, ...count].join(', ')}${limits}`)).appendMarkdown('\n\n');
  const lines = of.of === 'chart' ? of.evidence.slice(0, 8).map((named) => namedText(named, of.incident.family)) : [of.rule.words, ...of.incident.evidence.map(evidenceText)];
  for (const line of lines) text.appendMarkdown('- ').appendMarkdown(plain(line)).appendMarkdown('\n');
  item.tooltip = text;
  item.accessibilityInformation = { label: `${item.label as string}, ${item.description}` };
  return item;
}

function openItem(item: TreeItem, key: string, icon: string): TreeItem {
  item.iconPath = new ThemeIcon(icon);
  item.tooltip = item.label as string;
  item.command = { command: commands.openAlerts, title: l10n.t('Open Alerts'), arguments: [key] };
  return item;
}

function evidenceItem(of: ChartIncident, named: NamedSeries): TreeItem {
  const text = namedText(named, of.incident.family);
  const item = new TreeItem(text);
  item.accessibilityInformation = { label: text };
  item.iconPath = new ThemeIcon(named.chart === 'window' ? 'graph-scatter' : 'graph-line');
  item.tooltip = named.chart === 'window' ? l10n.t('This window alone lies beyond what the baseline shows.') : l10n.t('A smaller change that lasts over several windows.');
  const feature = /^feature:(.*)$/s.exec(named.target)?.[1];
  item.command = feature === undefined ? { command: commands.openAlerts, title: l10n.t('Open Alerts'), arguments: [of.key] } : { command: commands.openFeature, title: l10n.t('Open Feature Page'), arguments: [feature] };
  return item;
}

function place({ start, from }: IncidentPlace): string {
  return start === null ? l10n.t('window {0}', formatCount(from + 1)) : formatInstant(start);
}
