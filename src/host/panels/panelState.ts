import { env } from 'vscode';
import type { RankedPlace } from '../../core/code/place';
import type { ReportPage } from '../../protocol/engineCalls';
import type { EngineHealth, FeatureCode, PanelState, PanelView } from '../../protocol/panelCalls';
import { describeReason } from '../../core/code/describeReason';
import type { CodeService } from '../code/codeService';
import { faultText } from '../platform/faultText';
import type { AlertBook } from '../project/alertBook';
import type { Session } from '../project/session';
import { shownName, type SourceEntry } from '../project/sourceEntry';
import { alertsSummary } from './alertsSummary';

/** `ready` needs no word in a list of sources; one that was not opened yet is opened by choosing it. */
const shownStates: Readonly<Record<SourceEntry['status'], string>> = { open: 'ready', closed: 'ready', opening: 'opening', failed: 'failed', stale: 'to be read again' };

/** Runs of a snapshot: it is sent whole each time. */
const mostRunsShown = 500;

/** The complete state of the panel as it stands now. */
export function panelState(session: Session, code: CodeService, alerts: AlertBook, engine: EngineHealth, revision: number): PanelState {
  const entry = session.selected;
  const { page, training } = session;
  const fault = session.fault ?? entry?.fault ?? null;
  const working = session.isWorking || entry?.status === 'opening';
  return {
    revision,
    status: working && page === null && training === null ? 'loading' : page !== null || training !== null ? 'ready' : fault !== null ? 'failed' : entry === null ? 'empty' : 'loading',
    source: entry === null ? null : { id: entry.key, name: shownName(entry, session.project.entries) },
    sources: session.project.entries.map((each) => ({ id: each.key, name: shownName(each, session.project.entries), state: shownStates[each.status] })),
    progress: working ? (session.progress ?? entry?.progress ?? null) : null,
    problem: fault === null || working ? null : { fault, ...faultText(fault, entry?.spec.kind) },
    engine,
    remark: session.remark,
    view: page === null ? null : panelView(session, code, page),
    training: training === null ? null : { ...training, runs: training.runs.slice(0, mostRunsShown) },
    alerts: alertsSummary(alerts),
    madeAtMs: session.madeAtMs,
    locale: env.language,
  };
}

/** A report with what the host knows beside it: the choice of windows, kept baselines, and the places in the code. */
export function panelView(session: Session, code: CodeService, page: ReportPage): PanelView {
  const entry = session.selected;
  const chosen = entry === null ? null : session.comparisons.chosen(entry.key);
  const places = Object.entries(code.places).flatMap(([feature, ranked]): [string, FeatureCode][] => {
    const best = ranked[0];
    return best === undefined ? [] : [[feature, featureCode(best, ranked.length - 1)]];
  });
  return {
    ...page,
    comparison: chosen?.comparison ?? null,
    axis: page.report.axis.kind,
    named: entry === null ? [] : session.comparisons.named(entry),
    code: Object.fromEntries(places),
    codeState: code.state,
  };
}

function featureCode(best: RankedPlace, others: number): FeatureCode {
  const { file, line, kind, text } = best;
  return {
    best: {
      file,
      line,
      kind,
      text,
      ...(best.cell === undefined ? {} : { cell: best.cell }),
      ...(best.symbol === undefined ? {} : { symbol: best.symbol }),
    },
    reason: describeReason(best),
    others,
  };
}
