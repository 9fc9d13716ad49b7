import { MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import { formatCount } from '../../core/format/numbers';
import type { MetricSourceState } from '../../core/metrics/metricSourceState';
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
  if (source.state === 'failed') return source.reason ?? 'failed';
  if (source.state === 'connecting') return 'connecting…';
  const read = source.plans.length - source.missing.length;
  const when = source.updatedMs === null ? '' : `, last update ${new Date(source.updatedMs).toLocaleTimeString()}`;
  const { points, endpoint } = source;
  if (endpoint !== undefined && source.plans.length === 0) return `${source.reason ?? endpoint}`;
  const came = points === undefined ? '' : `, ${formatCount(points)} points`;
  const took = source.tookMs === null ? '' : `, ${formatCount(source.tookMs)} ms`;
  return `${source.state}, ${formatCount(read)} ${read === 1 ? 'metric' : 'metrics'}${came}${when}${took}`;
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
  line('Source', `${source.name}, ${{ prometheus: 'Prometheus-compatible server', metrics: 'metrics page', machine: 'this machine', otlp: 'OpenTelemetry' }[source.kind]}`);
  if (source.address !== '') line('Address', source.address);
  line('State', `${source.state}${source.reason === undefined ? '' : `: ${source.reason}`}`);
  if (source.systems.length > 0) line('Recognised', source.systems.join(', '));
  for (const plan of source.plans.slice(0, 30)) line(plan.role, `${plan.name} (${plan.metric})`);
  if (source.plans.length > 30) line('And', `${source.plans.length - 30} more`);
  for (const { name, reason } of source.missing) line('Not read', `${name}: ${reason}`);
  return text;
}
