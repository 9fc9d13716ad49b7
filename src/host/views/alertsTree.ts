import { EventEmitter, l10n, MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, type TreeDataProvider } from 'vscode';
import type { FamilySetup, NamedSeries, WindowReading } from '../../core/domain/alert';
import { countOf, formatCount } from '../../core/format/numbers';
import { formatInstant } from '../../core/format/time';
import { checkText, levelText, namedText } from '../../core/report/alertsText';
import { commands } from '../ids';
import { DisposableOwner } from '../platform/disposables';
import { faultText } from '../platform/faultText';
import type { AlertBook } from '../project/alertBook';
import type { AlertIncident } from '../project/alertIncidents';

export type AlertNode =
  | { readonly kind: 'incident'; readonly of: AlertIncident }
  | { readonly kind: 'evidence'; readonly of: AlertIncident; readonly named: NamedSeries }
  | { readonly kind: 'rules' }
  | { readonly kind: 'family'; readonly setup: FamilySetup }
  | { readonly kind: 'say'; readonly text: string; readonly icon: string };

const icons: Readonly<Record<AlertIncident['state'], ThemeIcon>> = {
  firing: new ThemeIcon('bell-dot', new ThemeColor('list.errorForeground')),
  acknowledged: new ThemeIcon('eye'),
  muted: new ThemeIcon('bell-slash'),
  resolved: new ThemeIcon('pass'),
};
/** Approximate limits are told of, but not in colour. */
const tentative = new ThemeIcon('bell-dot');

/** The Alerts view: incidents with their evidence, open ones first, then the rules with their level and self-check. */
export class AlertsTree extends DisposableOwner implements TreeDataProvider<AlertNode> {
  readonly #changed = this.own(new EventEmitter<void>());
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(private readonly book: AlertBook) {
    super();
    this.own(book.onChange(() => this.#changed.fire()));
  }

  getChildren(node?: AlertNode): AlertNode[] {
    if (node?.kind === 'incident') return node.of.evidence.map((named) => ({ kind: 'evidence', of: node.of, named }));
    if (node?.kind === 'rules') return (this.book.replay?.families ?? []).map((setup) => ({ kind: 'family', setup }));
    if (node !== undefined) return [];
    const { replay, fault, isJudging } = this.book;
    if (isJudging) return [{ kind: 'say', text: l10n.t('Judging window by window…'), icon: 'loading~spin' }];
    if (fault !== null) return [{ kind: 'say', text: faultText(fault).text, icon: 'warning' }];
    if (replay === null) return [];
    const incidents = this.book.incidents.map((of): AlertNode => ({ kind: 'incident', of }));
    const calm: AlertNode = { kind: 'say', text: l10n.t('No alert in {0}', countOf(replay.windows.length, 'window')), icon: 'pass' };
    return [...(incidents.length === 0 ? [calm] : incidents), { kind: 'rules' }];
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
      case 'family':
        return this.#familyItem(node.setup);
      case 'say': {
        const item = new TreeItem(node.text);
        item.iconPath = new ThemeIcon(node.icon);
        return item;
      }
    }
  }

  #familyItem(setup: FamilySetup): TreeItem {
    const { replay } = this.book;
    const item = new TreeItem(setup.family);
    const text = setup.reason !== null || replay === null ? l10n.t('not judged: {0}', setup.reason ?? '') : levelText(replay, setup);
    item.description = text;
    item.iconPath = new ThemeIcon(setup.reason === null && setup.calibration.kind === 'calibrated' ? (setup.check?.unstable === true ? 'warning' : 'verified') : 'dash');
    item.tooltip = setup.reason === null ? `${text}\n${checkText(setup)}\n${countOf(setup.series, 'series', 'series')}, ${countOf(setup.windows, 'baseline window')}` : text;
    item.accessibilityInformation = { label: `${setup.family}, ${item.tooltip}` };
    return item;
  }
}

function incidentItem({ key, incident, state, opened, closed, calibrated, evidence }: AlertIncident): TreeItem {
  const first = evidence[0];
  const more = incident.targets.length > 1 ? l10n.t(' and {0} more', formatCount(incident.targets.length - 1)) : '';
  const item = new TreeItem(`${incident.family}: ${first?.title ?? nameOf(incident.targets[0] ?? '')}${more}`, evidence.length > 0 ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None);
  item.id = key;
  const span = closed === null ? l10n.t('since {0}', place(opened)) : l10n.t('{0} to {1}', place(opened), place(closed));
  const limits = calibrated ? '' : l10n.t(', limits are approximate');
  item.description = `${state}, ${span}${limits}`;
  item.iconPath = state === 'firing' && !calibrated ? tentative : icons[state];
  item.contextValue = `incident.${state}`;
  item.command = { command: commands.openAlerts, title: l10n.t('Open Alerts'), arguments: [key] };
  const text = new MarkdownString();
  text.appendMarkdown(`**${incident.family}** `).appendText(`${state}, ${span}, ${countOf(incident.alerts, 'window')} with an alert${limits}`).appendMarkdown('\n\n');
  for (const named of evidence.slice(0, 8)) text.appendMarkdown('- ').appendText(namedText(named, incident.family)).appendMarkdown('\n');
  item.tooltip = text;
  item.accessibilityInformation = { label: `${item.label as string}, ${item.description}` };
  return item;
}

function evidenceItem(of: AlertIncident, named: NamedSeries): TreeItem {
  const text = namedText(named, of.incident.family);
  const item = new TreeItem(text);
  item.accessibilityInformation = { label: text };
  item.iconPath = new ThemeIcon(named.chart === 'window' ? 'graph-scatter' : 'graph-line');
  item.tooltip = named.chart === 'window' ? l10n.t('This window alone lies beyond what the baseline shows.') : l10n.t('A smaller change that lasts over several windows.');
  const feature = /^feature:(.*)$/s.exec(named.target)?.[1];
  item.command = feature === undefined ? { command: commands.openAlerts, title: l10n.t('Open Alerts'), arguments: [of.key] } : { command: commands.openFeature, title: l10n.t('Open Feature Page'), arguments: [feature] };
  return item;
}

function nameOf(target: string): string {
  return target.replace(/^feature:/, '');
}

function place(window: WindowReading): string {
  return window.start === null ? l10n.t('window {0}', formatCount(window.from + 1)) : formatInstant(window.start);
}
