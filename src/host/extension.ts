import './platform/takeTexts'; // before all others
import { type ExtensionContext, Uri, window } from 'vscode';
import { FaultError } from '../core/domain/fault';
import { registerAgents } from './agents/registerAgents';
import { CodeService } from './code/codeService';
import type { CommandContext } from './commands/context';
import { openCodeOf } from './commands/openFeature';
import { panelAction } from './commands/panelAction';
import { registerCommands } from './commands/registerCommands';
import { lateConfigHelp } from './config/lateConfigHelp';
import { EditorParts } from './editor/editorParts';
import { EngineProcess } from './engine/engineProcess';
import type { HistoryPart } from './history/historyPart';
import { dashboardViewType, views } from './ids';
import { DashboardPanel } from './panels/dashboardPanel';
import type { LineageAnswers } from './panels/lineageAnswers';
import { readSettings } from './platform/settings';
import { SharedState } from './platform/sharedState';
import { AlertBook } from './project/alertBook';
import { Comparisons } from './project/comparisons';
import { Project } from './project/project';
import { Session } from './project/session';
import { AlertNotices } from './views/alertNotices';
import { AlertsTree } from './views/alertsTree';
import { FeaturesTree } from './views/featuresTree';
import { HealthStatus } from './views/healthStatus';
import { SourcesTree } from './views/sourcesTree';

const queryTimeoutMs = 60_000;

/** The composition root: builds the services in order and registers them. Reads no file and starts no process. */
export function activate(extension: ExtensionContext): void {
  const log = window.createOutputChannel('Model Vitals', { log: true });
  const engine = new EngineProcess({
    script: Uri.joinPath(extension.extensionUri, 'dist', 'engine.cjs').fsPath,
    tempFolder: Uri.joinPath(extension.globalStorageUri, 'temp').fsPath,
    memoryLimit: readSettings().memoryLimit,
    log,
  });
  const shared = new SharedState(extension);
  const project = new Project(extension, shared, engine, log);
  const comparisons = new Comparisons(shared, project);
  const session = new Session(extension, engine, project, comparisons);
  const code = new CodeService(engine, session, log);
  const alerts = new AlertBook(shared, engine, session, log);
  let lineage: Promise<LineageAnswers> | null = null;
  const lineageAnswers = () => (lineage ??= import('./panels/lineageAnswers').then((part) => new part.LineageAnswers(code, session)));
  const panel = new DashboardPanel(extension.extensionUri, session, code, alerts, engine, {
    act: (action) => panelAction(context, action),
    openCode: (feature, choose, column) => openCodeOf(context, feature, choose, column),
    excludeIncident: async (key) => (await import('./commands/seldomCommands')).excludeIncident(context, key),
    savePicture: async (name, png) => (await import('./sharing/sharing')).savePicture(context, name, png),
    exportReport: async (format, feature) => {
      const sharing = await import('./sharing/sharing');
      await (format === 'notebook' ? sharing.openNotebook(context, feature) : sharing.exportReport(context, format));
    },
    readFeature: (entry, input, signal) => engine.call('feature.read', { ...comparisons.query(entry), ...input }, { signal, timeoutMs: queryTimeoutMs }),
    explain: (entry, input, { signal, onProgress }) => engine.call('why.explain', { ...comparisons.query(entry), ...input }, { signal, onProgress, timeoutMs: 10 * queryTimeoutMs }),
    compareRuns: (entry, input, signal) => engine.call('training.compare', { id: entry.state?.id ?? '', ...input }, { signal, timeoutMs: queryTimeoutMs }),
    besideProduction: async (entry, { run }, signal) => {
      const log = project.entries.find(({ spec, folder }) => entry.spec.kind === 'training' && spec.kind === 'log' && spec.name === entry.spec.store.of && folder?.toString() === entry.folder?.toString());
      if (log === undefined) throw FaultError.of('not-found', 'no log of that name is configured beside these runs');
      if (log.status !== 'open') await project.open(log.key, false);
      return engine.call('training.production', { id: entry.state?.id ?? '', run, log: comparisons.query(project.find(log.key) ?? log) }, { signal, timeoutMs: 10 * queryTimeoutMs });
    },
    readLineage: async ({ feature }, signal) => (await lineageAnswers()).read(feature, signal),
    openLineage: async ({ feature, target }, column) => (await lineageAnswers()).open(feature, target, column),
    readTimeline: async (signal) => (await history()).timeline(signal),
    featureCommits: async (feature, signal) => (await history()).commitsOf(feature, signal),
    openCommit: async (input) => (await history()).open(input),
    readRows: (entry, input, signal) => engine.call('rows.read', { ...comparisons.query(entry), ...input }, { signal, timeoutMs: queryTimeoutMs }),
  });
  let part: Promise<HistoryPart> | null = null;
  const history = (): Promise<HistoryPart> => (part ??= import('./history/historyPart').then((late) => new late.HistoryPart(context)));
  const features = new FeaturesTree(session, code, extension.workspaceState);
  const context: CommandContext = { extension, session, code, engine, panel, alerts, features, log };
  const sources = new SourcesTree(project, session);
  const alertsTree = new AlertsTree(alerts);
  const shown = {
    sources: window.createTreeView(views.sources, { treeDataProvider: sources, showCollapseAll: true }),
    features: window.createTreeView(views.features, { treeDataProvider: features }),
    alerts: window.createTreeView(views.alerts, { treeDataProvider: alertsTree, showCollapseAll: true }),
  };
  features.attach(shown.features);
  extension.subscriptions.push(
    log,
    engine,
    shared,
    project,
    comparisons,
    session,
    code,
    panel,
    sources,
    features,
    alerts,
    alertsTree,
    new HealthStatus(engine, session, alerts, shown),
    new AlertNotices(shared, alerts, session),
    new EditorParts(context),
    ...registerCommands(context),
    ...registerAgents(context),
    lateConfigHelp(context),
    ...Object.values(shown),
    window.registerWebviewPanelSerializer(dashboardViewType, {
      deserializeWebviewPanel: async (restored) => {
        panel.restore(restored);
        const selected = session.selected;
        if (selected === null) await project.refresh();
        const key = session.selected?.key;
        if (key !== undefined) await session.show(key).catch(() => undefined);
      },
    }),
  );
}
