import { FaultError } from '../../../../src/core/domain/fault';
import type { FeatureDetail, SeriesSet } from '../../../../src/core/domain/report';
import { Endpoint } from '../../../../src/protocol/endpoint';
import type { HandlerContext, Validators } from '../../../../src/protocol/endpoint';
import type { AlertsSnapshot, AlertsSummary } from '../../../../src/protocol/alertsView';
import type { PanelCalls, PanelNews, PanelPlace, PanelState } from '../../../../src/protocol/panelCalls';
import { AbstractMessageReader, AbstractMessageWriter, createMessageConnection } from 'vscode-jsonrpc/browser';
import type { DataCallback, Disposable, Message } from 'vscode-jsonrpc/browser';
import type { Lineage } from '../../../../src/core/lineage/lineage';
import { lineageAnswer, lineageFixture } from './lineageFixture';
import { madeCommits, madeTimeline } from './historyFixture';
import { PanelFixture } from './panelFixture';
import { madeComparison, madeProduction, trainingPageFixture } from './trainingFixture';
import { madeWhy } from './whyFixture';

/*
 * The other side of the panel inside the same page: `acquireVsCodeApi` with a real endpoint behind it. What crosses is made
 * JSON text and back, as the editor does. Tests read `window.harness`.
 */

interface Harness {
  readonly calls: { readonly method: string; readonly input: unknown }[];
  readonly violations: string[];
  readonly errors: string[];
  readonly fixture: PanelFixture;
  /** Feature pages that stand in for the fixture's own. */
  details: Readonly<Record<string, FeatureDetail>>;
  /** Lineages that stand in for the fixture's own. */
  lineages: Readonly<Record<string, Lineage>>;
  /** Lineages are not answered before this is false again. */
  holdLineage: boolean;
  /** Milliseconds that `comparison.set` takes. */
  delay: number;
  /** Answer the next call of this method with a fault. */
  failNext: string | null;
  /** Feature pages do not get what the rows give before this is false again. */
  holdRows: boolean;
  /** Reading the rows of a feature page fails. */
  failRows: boolean;
  /** Methods of calls that the panel cancelled. */
  readonly cancelled: string[];
  inFlight: number;
  mostInFlight: number;
  send(change: Partial<PanelState>): void;
  /** What `alerts.read` answers. */
  alerts: AlertsSnapshot | null;
  tellAlerts(summary: AlertsSummary): void;
  navigate(feature: string | null): void;
  go(place: PanelPlace): void;
}

declare global {
  interface Window {
    harness: Harness;
    acquireVsCodeApi: () => unknown;
  }
}

const options = new URLSearchParams(location.search);
const fixture = new PanelFixture(Number(options.get('features') ?? 12));
let toHost: DataCallback = () => undefined;

class Reader extends AbstractMessageReader {
  listen(callback: DataCallback): Disposable {
    toHost = callback;
    return { dispose: () => undefined };
  }
}
class Writer extends AbstractMessageWriter {
  write(message: Message): Promise<void> {
    const data: unknown = JSON.parse(JSON.stringify(message));
    setTimeout(() => window.dispatchEvent(new MessageEvent('message', { data })));
    return Promise.resolve();
  }
  end(): void {
    // Nothing to flush.
  }
}

const connection = createMessageConnection(new Reader(), new Writer());
const endpoint = new Endpoint<Record<string, never>, Record<string, never>>(connection);

/** Series of the view that was sent last in place of the fixture's. */
let sent: SeriesSet | null = null;

function sendState(change: Partial<PanelState> = {}): void {
  sent = change.view?.series ?? sent;
  endpoint.tell<PanelNews, 'panel.state'>('panel.state', fixture.state({ ...initial, ...change }));
}

const initial: Partial<PanelState> = options.get('status') === 'training' ? { view: null, training: trainingPageFixture() } : options.get('status') === 'empty' ? { status: 'empty', source: null, sources: [], view: null } : options.get('status') === 'loading' ? { status: 'loading', view: null, progress: { stage: 'reading', done: 112e6, total: 268e6, unit: 'bytes' } } : options.get('status') === 'failed'
  ? { status: 'failed', view: null, problem: { fault: { code: 'unreadable', detail: 'IO Error: permission denied', retry: true }, text: 'None of the files of this source could be read.', actions: ['retry', 'show log', 'open configuration'] } } : {};

function recorded<K extends keyof PanelCalls>(method: K, answer: (input: PanelCalls[K]['in'], signal: AbortSignal) => Promise<PanelCalls[K]['out']> | PanelCalls[K]['out']) {
  return async (input: PanelCalls[K]['in'], { signal }: HandlerContext): Promise<PanelCalls[K]['out']> => {
    signal.addEventListener('abort', () => window.harness.cancelled.push(method));
    window.harness.calls.push({ method, input });
    if (window.harness.failNext === method) {
      window.harness.failNext = null;
      throw FaultError.of('out-of-memory', `${method} ran out of memory`, true);
    }
    return answer(input, signal);
  };
}

const nothing = () => null;
const handlers = {
  'panel.ready': recorded('panel.ready', () => fixture.state(initial)),
  'panel.act': recorded('panel.act', nothing),
  'source.select': recorded('source.select', nothing),
  'source.reload': recorded('source.reload', nothing),
  'work.cancel': recorded('work.cancel', nothing),
  'comparison.set': recorded('comparison.set', async ({ axis, comparison }) => {
    window.harness.inFlight += 1;
    window.harness.mostInFlight = Math.max(window.harness.mostInFlight, window.harness.inFlight);
    await new Promise((resolve) => setTimeout(resolve, window.harness.delay));
    window.harness.inFlight -= 1;
    fixture.axis = axis;
    fixture.comparison = comparison;
    return fixture.view();
  }),
  'baseline.save': recorded('baseline.save', ({ name, window: kept }) => {
    fixture.named = [...fixture.named.filter((each) => each.name !== name), { name, window: kept }];
    sendState();
    return null;
  }),
  'baseline.remove': recorded('baseline.remove', ({ name }) => {
    fixture.named = fixture.named.filter((each) => each.name !== name);
    sendState();
    return null;
  }),
  'feature.read': recorded('feature.read', async ({ feature, rows }, signal) => {
    const detail = window.harness.details[feature] ?? fixture.detail(feature);
    if (detail === null) throw FaultError.of('not-found', `no feature ${feature}`);
    if (!rows) return { ...detail, qualityByValue: null, qualityReason: 'not asked for' };
    if (window.harness.failRows) throw FaultError.of('unreadable', 'rows cannot be read');
    while (window.harness.holdRows && !signal.aborted) await new Promise((resolve) => setTimeout(resolve, 5));
    return detail;
  }),
  'rows.read': recorded('rows.read', (query) => fixture.rows(query)),
  'why.explain': recorded('why.explain', async ({ metric }, signal) => {
    while (window.harness.holdRows && !signal.aborted) await new Promise((resolve) => setTimeout(resolve, 5));
    return madeWhy(metric);
  }),
  'training.compare': recorded('training.compare', ({ a, b }) => madeComparison(a, b)),
  'training.production': recorded('training.production', ({ run }) => madeProduction(run)),
  'alerts.read': recorded('alerts.read', () => window.harness.alerts),
  'alerts.judge': recorded('alerts.judge', nothing),
  'alerts.cancel': recorded('alerts.cancel', nothing),
  'incident.exclude': recorded('incident.exclude', nothing),
  'incident.mark': recorded('incident.mark', nothing),
  'code.open': recorded('code.open', nothing),
  'lineage.read': recorded('lineage.read', async ({ feature }, signal) => {
    while (window.harness.holdLineage && !signal.aborted) await new Promise((resolve) => setTimeout(resolve, 5));
    return lineageAnswer(window.harness.lineages[feature] ?? lineageFixture(feature), fixture.view());
  }),
  'lineage.open': recorded('lineage.open', nothing),
  'timeline.read': recorded('timeline.read', () => madeTimeline(sent ?? fixture.view().series)),
  'feature.commits': recorded('feature.commits', ({ feature }) => madeCommits(feature)),
  'commit.open': recorded('commit.open', nothing),
  'role.set': recorded('role.set', ({ column, role }) => {
    fixture.setRole(column, role);
    sendState();
    return null;
  }),
  'file.open': recorded('file.open', nothing),
  'report.export': recorded('report.export', nothing),
};

window.harness = {
  alerts: null, details: {}, lineages: {}, holdLineage: false, calls: [], violations: [], errors: [], fixture, delay: 15, failNext: null, holdRows: false, failRows: false, cancelled: [], inFlight: 0, mostInFlight: 0, send: sendState,
  go: (place) => endpoint.tell<PanelNews, 'panel.navigate'>('panel.navigate', place),
  tellAlerts: (summary) => {
    fixture.alerts = summary;
    endpoint.tell<PanelNews, 'panel.alerts'>('panel.alerts', summary);
  },
  navigate: (feature) => endpoint.tell<PanelNews, 'panel.navigate'>('panel.navigate', { feature }),
};
document.addEventListener('securitypolicyviolation', (event) => window.harness.violations.push(`${event.violatedDirective}: ${event.sourceFile}:${event.lineNumber} ${event.sample}`));
window.addEventListener('error', (event) => window.harness.errors.push(String(event.message)));
window.addEventListener('unhandledrejection', (event) => window.harness.errors.push(String(event.reason)));

// The panel's own checks of its input are the host's business; here everything is taken as it comes.
const validators = Object.fromEntries(Object.keys(handlers).map((method) => [method, (input: unknown) => input])) as unknown as Validators<PanelCalls>;
endpoint.answer<PanelCalls>(handlers, validators);
connection.listen();

let acquired = false;
window.acquireVsCodeApi = () => {
  if (acquired) throw new Error('An instance of the VS Code API has already been acquired');
  acquired = true;
  return {
    postMessage: (message: unknown) => {
      const copy = JSON.parse(JSON.stringify(message)) as Message;
      setTimeout(() => toHost(copy));
    },
    getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null') as unknown,
    setState: (state: unknown) => sessionStorage.setItem('state', JSON.stringify(state)),
  };
};
