import { l10n, MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import { formatCount } from '../../core/format/numbers';
import type { MetricSourceState } from '../../core/metrics/metricSourceState';
import { plural } from '../../core/text/texts';
import { sourceStateWord } from '../../core/text/words';
import { plain } from '../platform/plain';
import type { SourceEntry } from '../project/sourceEntry';

/** A source of metrics below its page or its log: how it stands, when it last answered and how long that took. */
export function metricItem(entry: SourceEntry, source: MetricSourceState): TreeItem {
  const item = new TreeItem(source.name, TreeItemCollapsibleState.None);
  item.id = `${entry.key}\u0000metrics\u0000${source.name}`;
  item.description = describeMetrics(source);
  item.iconPath = icon(source);
  item.tooltip = tooltip(source);
  item.contextValue = 'metrics';
  item.accessibilityInformation = { label: `${source.name}, ${item.description}` };
  return item;
}

export function describeMetrics(source: MetricSourceState): string {
  if (source.state === 'failed') return source.reason ?? sourceStateWord('failed');
  if (source.state === 'connecting') return `${sourceStateWord('connecting')}…`;
  const read = source.plans.length - source.missing.length;
  const when = source.updatedMs === null ? [] : [l10n.t('last update {0}', new Date(source.updatedMs).toLocaleTimeString())];
  const { points, endpoint } = source;
  if (endpoint !== undefined && source.plans.length === 0) return `${source.reason ?? endpoint}`;
  const came = points === undefined ? [] : [plural(points, { one: '{0} points', other: '{0} points' }, formatCount(points))];
  const took = source.tookMs === null ? [] : [`${formatCount(source.tookMs)} ms`];
  return [sourceStateWord(source.state), plural(read, { one: '{0} metric', other: '{0} metrics' }, formatCount(read)), ...came, ...when, ...took].join(', ');
}

function icon({ state, missing }: MetricSourceState): ThemeIcon {
  if (state === 'failed') return new ThemeIcon('error', new ThemeColor('list.errorForeground'));
  if (state === 'connecting') return new ThemeIcon('loading~spin');
  if (state === 'paused') return new ThemeIcon('debug-pause');
  return missing.length > 0 ? new ThemeIcon('warning', new ThemeColor('list.warningForeground')) : new ThemeIcon('pulse');
}

function tooltip(source: MetricSourceState): MarkdownString {
  const text = new MarkdownString();
  const line = (label: string, value: string) => text.appendMarkdown(`**${label}** `).appendMarkdown(plain(value)).appendMarkdown('  \n');
  line(l10n.t('Source'), `${source.name}, ${{ prometheus: l10n.t('Prometheus-compatible server'), metrics: l10n.t('metrics page'), machine: l10n.t('this machine'), otlp: l10n.t('OpenTelemetry') }[source.kind]}`);
  if (source.address !== '') line(l10n.t('Address'), source.address);
  line(l10n.t('State'), `${sourceStateWord(source.state)}${source.reason === undefined ? '' : `: ${source.reason}`}`);
  if (source.systems.length > 0) line(l10n.t('Recognised'), source.systems.join(', '));
  for (const plan of source.plans.slice(0, 30)) line(plan.role, `${plan.name} (${plan.metric})`);
  if (source.plans.length > 30) line(l10n.t('And'), l10n.t('{0} more', source.plans.length - 30));
  for (const { name, reason } of source.missing) line(l10n.t('Not read'), `${name}: ${reason}`);
  return text;
}
