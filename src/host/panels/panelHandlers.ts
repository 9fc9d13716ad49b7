import { isAbsolute, join } from 'node:path';
import { Position, Range, Uri, type ViewColumn, window } from 'vscode';
import { FaultError } from '../../core/domain/fault';
import type { HandlerContext, Handlers } from '../../protocol/endpoint';
import type { PanelAction, PanelCalls, PanelState } from '../../protocol/panelCalls';
import type { CodeService } from '../code/codeService';
import type { AlertBook } from '../project/alertBook';
import type { Session } from '../project/session';
import type { SourceEntry } from '../project/sourceEntry';
import { alertsSnapshot } from './alertsSnapshot';
import { panelView } from './panelState';

/** What the panel's intents lead to outside of it. */
export interface PanelActions {
  readonly act: (action: PanelAction) => Promise<void>;
  readonly openCode: (feature: string, choose: boolean, column: ViewColumn | undefined) => Promise<void>;
  readonly excludeIncident: (key: string) => Promise<void>;
  readonly exportReport: (format: PanelCalls['report.export']['in']['format'], feature: string | null) => Promise<void>;
  readonly readFeature: (entry: SourceEntry, input: PanelCalls['feature.read']['in'], signal: AbortSignal) => Promise<PanelCalls['feature.read']['out']>;
  readonly readRows: (entry: SourceEntry, input: PanelCalls['rows.read']['in'], signal: AbortSignal) => Promise<PanelCalls['rows.read']['out']>;
  readonly explain: (entry: SourceEntry, input: PanelCalls['why.explain']['in'], context: HandlerContext) => Promise<PanelCalls['why.explain']['out']>;
  readonly compareRuns: (entry: SourceEntry, input: PanelCalls['training.compare']['in'], signal: AbortSignal) => Promise<PanelCalls['training.compare']['out']>;
  readonly besideProduction: (entry: SourceEntry, input: PanelCalls['training.production']['in'], signal: AbortSignal) => Promise<PanelCalls['training.production']['out']>;
  readonly readLineage: (input: PanelCalls['lineage.read']['in'], signal: AbortSignal) => Promise<PanelCalls['lineage.read']['out']>;
  readonly openLineage: (input: PanelCalls['lineage.open']['in'], column: ViewColumn | undefined) => Promise<void>;
  readonly readTimeline: (signal: AbortSignal) => Promise<PanelCalls['timeline.read']['out']>;
  readonly featureCommits: (feature: string, signal: AbortSignal) => Promise<PanelCalls['feature.commits']['out']>;
  readonly openCommit: (input: PanelCalls['commit.open']['in']) => Promise<void>;
  readonly viewColumn: () => ViewColumn | undefined;
}

export interface PanelContext {
  readonly session: Session;
  readonly code: CodeService;
  readonly alerts: AlertBook;
  readonly actions: PanelActions;
  readonly state: () => PanelState;
}

/** Answers to what the webview may ask. Each acts on the selected source only: a webview names no source of its own. */
export function panelHandlers({ session, code, alerts, actions, state }: PanelContext): Handlers<PanelCalls> {
  const selected = (): SourceEntry => {
    const entry = session.selected;
    if (entry === null) throw FaultError.of('not-found', 'no log is selected');
    return entry;
  };
  const begin = (work: Promise<unknown>): null => {
    // What fails in the background shows in the next snapshot, with its fault.
    void work.catch(() => undefined);
    return null;
  };
  return {
    'panel.ready': () => state(),
    'panel.act': ({ action }) => begin(action === 'retry' ? session.retry() : actions.act(action)),
    'source.select': ({ id }) => {
      if (session.project.find(id) === undefined) throw FaultError.of('not-found', 'this log is no longer listed', true);
      return begin(session.show(id));
    },
    'source.reload': () => begin(session.show(selected().key, true)),
    'work.cancel': () => {
      session.cancel();
      return null;
    },
    'comparison.set': async ({ axis, comparison }) => panelView(session, code, await session.compare(axis, comparison)),
    'baseline.save': async ({ name, window: range }) => {
      await session.comparisons.saveBaseline(selected(), name, range);
      return null;
    },
    'baseline.remove': async ({ name }) => {
      await session.comparisons.removeBaseline(selected(), name);
      return null;
    },
    'feature.read': (input, { signal }) => actions.readFeature(selected(), input, signal),
    'rows.read': (input, { signal }) => actions.readRows(selected(), input, signal),
    'why.explain': (input, context) => actions.explain(selected(), input, context),
    'training.compare': (input, { signal }) => actions.compareRuns(selected(), input, signal),
    'training.production': (input, { signal }) => actions.besideProduction(selected(), input, signal),
    'alerts.read': () => (alerts.replay === null ? null : alertsSnapshot(alerts.replay, alerts.incidents, alerts.revision)),
    'alerts.judge': () => {
      alerts.judgeAgain();
      return null;
    },
    'alerts.cancel': () => {
      alerts.cancel();
      return null;
    },
    'incident.mark': async ({ key, mark }) => {
      const known = alerts.incidents.some((each) => each.key === key && each.state !== 'resolved');
      if (!known) throw FaultError.of('not-found', 'this incident is no longer open');
      await alerts.mark(key, mark);
      return null;
    },
    'incident.exclude': async ({ key }) => {
      await actions.excludeIncident(key);
      return null;
    },
    'code.open': async ({ feature, choose }) => {
      await actions.openCode(feature, choose, actions.viewColumn());
      return null;
    },
    'lineage.read': (input, { signal }) => actions.readLineage(input, signal),
    'lineage.open': async (input) => {
      await actions.openLineage(input, actions.viewColumn());
      return null;
    },
    'timeline.read': (_, { signal }) => actions.readTimeline(signal),
    'feature.commits': ({ feature }, { signal }) => actions.featureCommits(feature, signal),
    'commit.open': async (input) => {
      await actions.openCommit(input);
      return null;
    },
    'role.set': async ({ column, role }) => {
      await session.project.setRole(selected(), column, role);
      return null;
    },
    'file.open': async ({ path, line }) => {
      const entry = selected();
      // Only files of the source itself: a webview must not open others.
      const known = entry.state?.files.some((file) => file.path === path) === true;
      if (!known) throw FaultError.of('not-found', 'this file does not belong to the log');
      const uri = Uri.file(isAbsolute(path) ? path : join(entry.spec.folder, path));
      const at = new Position(Math.max(0, (line ?? 1) - 1), 0);
      await window.showTextDocument(uri, { selection: new Range(at, at) });
      return null;
    },
    'report.export': async ({ format, feature }) => {
      await actions.exportReport(format, feature ?? null);
      return null;
    },
  };
}
