import { commands as vscodeCommands, type Disposable } from 'vscode';
import { commands } from '../ids';
import type { CommandContext } from './context';
import { guarded } from './guarded';
import { openAlerts, openWhy } from './openAlerts';
import { openDashboard } from './openDashboard';
import { openFeature, openFeatureCode, showFeatureHere } from './openFeature';

/** Loaded with the first command that needs it. */
const seldom = () => import('./seldomCommands');

/** Registers every command of the manifest; each says in words why it cannot run when it cannot. */
export function registerCommands(context: CommandContext): Disposable[] {
  const table: Record<(typeof commands)[keyof typeof commands], (...args: readonly unknown[]) => unknown> = {
    [commands.openDashboard]: (key) => openDashboard(context, key),
    [commands.openFeature]: (feature) => openFeature(context, feature),
    [commands.openFeatureCode]: (feature, choose) => openFeatureCode(context, feature, choose === true),
    [commands.showFeatureHere]: () => showFeatureHere(context),
    [commands.addLog]: async (uri) => (await seldom()).addLog(context, uri),
    [commands.openDemo]: async () => (await seldom()).openDemo(context),
    [commands.reloadSource]: async (node) => (await seldom()).reloadSource(context, node),
    [commands.removeSource]: async (node) => (await seldom()).removeSource(context, node),
    [commands.findLogs]: async () => (await seldom()).findLogs(context),
    [commands.setRole]: async (node) => (await seldom()).setRole(context, node),
    [commands.showBadLines]: async (key, path) => (await seldom()).showBadLines(context, key, path),
    [commands.openConfig]: async () => (await seldom()).openConfig(context),
    [commands.checkRules]: async () => (await seldom()).checkRules(context),
    [commands.exportReport]: async (format) => (await import('../sharing/sharing')).exportReport(context, format),
    [commands.openNotebook]: async (feature) => (await import('../sharing/sharing')).openNotebook(context, typeof feature === 'string' ? feature : null),
    [commands.openAlerts]: (key) => openAlerts(context, key),
    [commands.openWhy]: (metric) => openWhy(context, metric),
    [commands.acknowledgeIncident]: async (node) => (await seldom()).markIncident(context, node, 'acknowledged'),
    [commands.muteIncident]: async (node) => (await seldom()).markIncident(context, node, 'muted'),
    [commands.reopenIncident]: async (node) => (await seldom()).markIncident(context, node, null),
    [commands.acceptBaseline]: async (incident) => (await import('../editor/registerEditor')).acceptBaseline(context, incident),
    [commands.restartEngine]: async () => (await seldom()).restartEngine(context),
    [commands.showOutput]: () => context.log.show(),
    [commands.addTable]: async () => (await import('./metricSources')).addTable(context),
    [commands.editTable]: async (node) => (await import('./metricSources')).editTable(context, node),
    [commands.useLabels]: async (node) => (await import('./metricSources')).useLabels(context, node),
    [commands.addMetrics]: async () => (await import('./metricSources')).addMetrics(context),
    [commands.editMetrics]: async (node) => (await import('./metricSources')).editMetrics(context, node),
    [commands.receiveOtlp]: async () => (await import('./metricSources')).receiveOtlp(context),
    [commands.removeMetrics]: async (node) => (await import('./metricSources')).removeMetrics(context, node),
    [commands.setSecret]: async (node) => (await import('./metricSources')).setSecret(context, node),
    [commands.openWalkthrough]: () => vscodeCommands.executeCommand('workbench.action.openWalkthrough', `${context.extension.extension.id}#start`, false),
    [commands.pauseSource]: async (node) => (await seldom()).followSource(context, node, false),
    [commands.resumeSource]: async (node) => (await seldom()).followSource(context, node, true),
  };
  return Object.entries(table).map(([id, run]) => vscodeCommands.registerCommand(id, (...args: unknown[]) => guarded(context, () => run(...args))));
}
