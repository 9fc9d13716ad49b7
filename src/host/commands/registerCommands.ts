import { commands as vscodeCommands, type Disposable } from 'vscode';
import { commands } from '../ids';
import { addLog } from './addLog';
import type { CommandContext } from './context';
import { followSource } from './followSource';
import { markIncident } from './incidents';
import { openAlerts } from './openAlerts';
import { openConfig } from './openConfig';
import { openDashboard } from './openDashboard';
import { openDemo } from './openDemo';
import { openFeature, openFeatureCode, showFeatureHere } from './openFeature';
import { setRole } from './setRole';
import { showBadLines } from './showBadLines';
import { guarded, reloadSource, removeSource } from './simple';

/** Registers every command of the manifest; each says in words why it cannot run when it cannot. */
export function registerCommands(context: CommandContext): Disposable[] {
  const table: Record<(typeof commands)[keyof typeof commands], (...args: readonly unknown[]) => unknown> = {
    [commands.openDashboard]: (key) => openDashboard(context, key),
    [commands.openFeature]: (feature) => openFeature(context, feature),
    [commands.openFeatureCode]: (feature, choose) => openFeatureCode(context, feature, choose === true),
    [commands.showFeatureHere]: () => showFeatureHere(context),
    [commands.addLog]: (uri) => addLog(context, uri),
    [commands.openDemo]: () => openDemo(context),
    [commands.reloadSource]: (node) => reloadSource(context, node),
    [commands.removeSource]: (node) => removeSource(context, node),
    [commands.findLogs]: () => context.session.project.refresh(),
    [commands.setRole]: (node) => setRole(context, node),
    [commands.showBadLines]: (key, path) => showBadLines(context, key, path),
    [commands.openConfig]: () => openConfig(context),
    [commands.exportReport]: async (format) => (await import('../sharing/sharing')).exportReport(context, format),
    [commands.openNotebook]: async (feature) => (await import('../sharing/sharing')).openNotebook(context, typeof feature === 'string' ? feature : null),
    [commands.openAlerts]: (key) => openAlerts(context, key),
    [commands.acknowledgeIncident]: (node) => markIncident(context, node, 'acknowledged'),
    [commands.muteIncident]: (node) => markIncident(context, node, 'muted'),
    [commands.reopenIncident]: (node) => markIncident(context, node, null),
    [commands.acceptBaseline]: async (incident) => (await import('../editor/registerEditor')).acceptBaseline(context, incident),
    [commands.restartEngine]: () => context.engine.restart(),
    [commands.showOutput]: () => context.log.show(),
    [commands.addTable]: async () => (await import('./metricSources')).addTable(context),
    [commands.editTable]: async (node) => (await import('./metricSources')).editTable(context, node),
    [commands.useLabels]: async (node) => (await import('./metricSources')).useLabels(context, node),
    [commands.addMetrics]: async () => (await import('./metricSources')).addMetrics(context),
    [commands.editMetrics]: async (node) => (await import('./metricSources')).editMetrics(context, node),
    [commands.receiveOtlp]: async () => (await import('./metricSources')).receiveOtlp(context),
    [commands.removeMetrics]: async (node) => (await import('./metricSources')).removeMetrics(context, node),
    [commands.setSecret]: async (node) => (await import('./metricSources')).setSecret(context, node),
    [commands.pauseSource]: (node) => followSource(context, node, false),
    [commands.resumeSource]: (node) => followSource(context, node, true),
  };
  return Object.entries(table).map(([id, run]) => vscodeCommands.registerCommand(id, (...args: unknown[]) => guarded(context, () => run(...args))));
}
