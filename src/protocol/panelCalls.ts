import type { RankedPlace } from '../core/code/place';
import type { Fault } from '../core/domain/fault';
import type { FeatureDetail, RowPage } from '../core/domain/report';
import type { FeatureCommits } from '../core/history/featureCommits';
import type { Timeline, TimelineRepository } from '../core/timeline/mark';
import type { WhyAnswer } from '../core/domain/why';
import type { Role } from '../core/domain/role';
import type { Progress } from '../core/domain/progress';
import type { AxisKind, Comparison, SlotRange, WindowRequest } from '../core/domain/window';
import type { DriftOrigin } from '../core/lineage/driftOrigin';
import type { Lineage } from '../core/lineage/lineage';
import type { BesideProduction } from '../core/training/besideProduction';
import type { TrainingComparison, TrainingPage } from '../core/training/trainingPage';
import type { AlertsSnapshot, AlertsSummary } from './alertsView';
import type { ReportPage } from './engineCalls';

export type EngineHealth = 'idle' | 'starting' | 'ready' | 'restarting' | 'failed';

/** One line of the code column: the best place of a feature and how many others there are. */
export interface FeatureCode {
  readonly best: Pick<RankedPlace, 'file' | 'line' | 'cell' | 'kind' | 'text' | 'symbol'>;
  /** Why it is the best, in words. */
  readonly reason: string;
  readonly others: number;
}

/** What the panel shows of one source under one comparison. */
export interface PanelView extends ReportPage {
  readonly comparison: Comparison | null;
  readonly axis: AxisKind;
  readonly named: readonly { readonly name: string; readonly window: WindowRequest }[];
  readonly code: Readonly<Record<string, FeatureCode>>;
  /** `indexing` while the code index is being built. */
  readonly codeState: 'indexing' | 'ready' | 'no python files';
}

/** A complete snapshot, never a delta: it is sent when the panel is ready and each time it becomes visible. */
export interface PanelState {
  readonly revision: number;
  readonly status: 'empty' | 'loading' | 'ready' | 'failed';
  readonly source: { readonly id: string; readonly name: string } | null;
  readonly sources: readonly { readonly id: string; readonly name: string; readonly state: string }[];
  readonly progress: Progress | null;
  /** For `failed`: what went wrong in words, and what can be done. */
  readonly problem: { readonly fault: Fault; readonly text: string; readonly actions: readonly PanelAction[] } | null;
  readonly engine: EngineHealth;
  /** A passing remark, for example that the engine was restarted. */
  readonly remark: string | null;
  readonly view: PanelView | null;
  /** Where the selected source holds training runs: the newest of them, in place of a view. */
  readonly training: TrainingPage | null;
  readonly alerts: AlertsSummary;
  /** Milliseconds since 1970 of the host's clock when the view was made. */
  readonly madeAtMs: number;
  /** The editor's display language, for `Intl`. */
  readonly locale: string;
}

export type PanelAction = 'retry' | 'show log' | 'add log' | 'open demo' | 'open configuration' | 'edit table' | 'set secret';

/** A feature's inputs as the code tells them, and where its drift can have begun. */
export interface LineageAnswer {
  readonly lineage: Lineage;
  readonly origin: DriftOrigin;
}

/** A line of the last answer: that of a node by its id, of an edge or of a line of the origin by their places in their lists. */
export type LineageTarget = { readonly node: string } | { readonly edge: number } | { readonly line: number };

/** A timeline without the folders of this machine. */
export interface PanelTimeline extends Omit<Timeline, 'repositories'> {
  readonly repositories: readonly Omit<TimelineRepository, 'top'>[];
}

/** What the webview may ask; a closed list of intents, never a command name. */
export interface PanelCalls {
  'panel.ready': { in: { readonly version: number }; out: PanelState };
  'panel.act': { in: { readonly action: PanelAction }; out: null };
  'source.select': { in: { readonly id: string }; out: null };
  'source.reload': { in: Record<string, never>; out: null };
  'work.cancel': { in: Record<string, never>; out: null };
  /** Answers with the new view, so that a drag costs one round trip. */
  'comparison.set': { in: { readonly axis: AxisKind; readonly comparison: Comparison | null }; out: PanelView };
  'baseline.save': { in: { readonly name: string; readonly window: WindowRequest }; out: null };
  'baseline.remove': { in: { readonly name: string }; out: null };
  /** `rows` false is answered from the cube at once, without quality by value; true asks the rows too. */
  'feature.read': { in: { readonly feature: string; readonly rows: boolean }; out: FeatureDetail };
  'rows.read': {
    in: {
      /** A window of the comparison, or slots of its axis. */
      readonly window: 'baseline' | 'current' | SlotRange;
      readonly feature: string | null;
      readonly bin: { readonly low: number | null; readonly high: number | null } | { readonly level: string | null } | null;
      readonly limit: number;
    };
    out: RowPage;
  };
  /** What goes with the change of a finding; reads the rows, with progress. */
  'why.explain': { in: { readonly metric: string }; out: WhyAnswer };
  /** Two runs of the selected source, by id. */
  'training.compare': { in: { readonly a: string; readonly b: string }; out: TrainingComparison };
  /** The deployed run, or the one that is named, beside the log that the selected source is of. */
  'training.production': { in: { readonly run: string | null }; out: BesideProduction };
  /** Charts, rules and incidents; null while there are none. */
  'alerts.read': { in: Record<string, never>; out: AlertsSnapshot | null };
  /** Judges once more, after it failed or was cancelled. */
  'alerts.judge': { in: Record<string, never>; out: null };
  'alerts.cancel': { in: Record<string, never>; out: null };
  /** Writes the incident's time into `alerts.exclude` of `model-vitals.json`; the editor offers to undo it. */
  'incident.exclude': { in: { readonly key: string }; out: null };
  /** Says that somebody looks after an incident, or wants no more of it; null takes the mark away. */
  'incident.mark': { in: { readonly key: string; readonly mark: 'acknowledged' | 'muted' | null }; out: null };
  /** Opens the best place beside the panel; `choose` offers all of them in a pick list. */
  'code.open': { in: { readonly feature: string; readonly choose: boolean }; out: null };
  /** From which columns the code computes a feature, with their verdicts in the comparison on show. */
  'lineage.read': { in: { readonly feature: string }; out: LineageAnswer };
  /** Opens a line of that answer beside the panel. */
  'lineage.open': { in: { readonly feature: string; readonly target: LineageTarget }; out: null };
  /** Deploys, commits, tags and restarts on the axis on show. */
  'timeline.read': { in: Record<string, never>; out: PanelTimeline };
  /** The commits that touched a feature's lines before it began to move. */
  'feature.commits': { in: { readonly feature: string }; out: FeatureCommits };
  /** Opens what a commit changed: one that was listed, on the axis (`feature` null) or for a feature; `whole` shows all of its files. */
  'commit.open': { in: { readonly hash: string; readonly feature: string | null; readonly whole: boolean }; out: null };
  'role.set': { in: { readonly column: string; readonly role: Role }; out: null };
  'file.open': { in: { readonly path: string; readonly line: number | null }; out: null };
  /** A chart as a PNG picture, base64, to a file of the user's choice; at most 8 MB. */
  'picture.save': { in: { readonly name: string; readonly png: string }; out: null };
  /** To a file of the user's choice; `notebook` opens one, which compares `feature` whether it moved or not. */
  'report.export': { in: { readonly format: 'html' | 'markdown' | 'json' | 'csv' | 'notebook'; readonly feature?: string | null }; out: null };
}

/** What the host tells the webview unasked. */
export interface PanelNews {
  'panel.state': PanelState;
  'panel.progress': Progress;
  'panel.alerts': AlertsSummary;
  'panel.navigate': PanelPlace;
}

/** A feature's page, the Alerts page (at one incident or from its top), the Why page (a metric's id, or '' for the first that moved), or the overview, which is `feature` null. */
export type PanelPlace = { readonly feature: string | null } | { readonly alerts: { readonly incident: string | null } } | { readonly why: string };
