import { EventEmitter, type ExtensionContext, type LogOutputChannel } from 'vscode';
import { alertsRequest } from '../../core/config/alertsQuery';
import { alertFamilies, type AlertReplay, type Incident, type NamedSeries, type WindowReading } from '../../core/domain/alert';
import { type Fault, faultOf } from '../../core/domain/fault';
import type { EngineProcess } from '../engine/engineProcess';
import { DisposableOwner } from '../platform/disposables';
import type { Session } from './session';
import type { SourceEntry } from './sourceEntry';

/** What somebody did about an incident; kept in the workspace by the incident's key. */
export type IncidentMark = 'acknowledged' | 'muted';

export interface AlertIncident {
  /** The same in every session: source, family and the moment it opened. */
  readonly key: string;
  readonly incident: Incident;
  readonly state: 'firing' | 'resolved' | IncidentMark;
  readonly opened: WindowReading;
  readonly closed: WindowReading | null;
  /** What passed a limit when it opened. */
  readonly evidence: readonly NamedSeries[];
}

const marksKey = 'modelVitals.incidentMarks';
const judgeTimeoutMs = 10 * 60_000;

/** Alerts of the selected source: judged behind the report whenever its log or its rules changed, and what was done about them. */
export class AlertBook extends DisposableOwner {
  readonly #changed = this.own(new EventEmitter<void>());
  readonly onChange = this.#changed.event;
  #replay: AlertReplay | null = null;
  #fault: Fault | null = null;
  /** What `#replay` or `#fault` answers: source, reading and rules. */
  #asked: string | null = null;
  #judging: AbortController | null = null;

  constructor(
    private readonly context: ExtensionContext,
    private readonly engine: EngineProcess,
    private readonly session: Session,
    private readonly log: LogOutputChannel,
  ) {
    super();
    this.own(session.onChange(() => this.#follow()));
    this.own({ dispose: () => this.#judging?.abort() });
  }

  get replay(): AlertReplay | null {
    return this.#replay;
  }

  get fault(): Fault | null {
    return this.#fault;
  }

  get isJudging(): boolean {
    return this.#judging !== null;
  }

  /** Open ones first, the newest first among each. */
  get incidents(): readonly AlertIncident[] {
    const { selected } = this.session;
    const replay = this.#replay;
    if (replay === null || selected === null) return [];
    const marks = this.#marks();
    return replay.incidents
      .flatMap((incident): readonly AlertIncident[] => {
        const opened = replay.windows[incident.opened];
        if (opened === undefined) return [];
        const key = `${selected.key}\u0000${incident.family}\u0000${opened.start ?? opened.from}`;
        const closed = incident.closed === null ? null : (replay.windows[incident.closed] ?? null);
        const family = opened.families[alertFamilies.indexOf(incident.family)];
        return [{ key, incident, opened, closed, state: closed === null ? (marks[key] ?? 'firing') : 'resolved', evidence: (family?.named ?? []).filter(({ aboveFloor }) => aboveFloor) }];
      })
      .sort((a, b) => Number(a.closed !== null) - Number(b.closed !== null) || b.incident.opened - a.incident.opened);
  }

  /** Marks an incident; null takes the mark away. */
  async mark(key: string, mark: IncidentMark | null): Promise<void> {
    const { [key]: _, ...others } = this.#marks();
    await this.context.workspaceState.update(marksKey, mark === null ? others : { ...others, [key]: mark });
    this.#changed.fire();
  }

  /** Judges once more, after something failed. */
  judgeAgain(): void {
    this.#asked = null;
    this.#follow();
  }

  #marks(): Readonly<Record<string, IncidentMark>> {
    return this.context.workspaceState.get<Record<string, IncidentMark>>(marksKey, {});
  }

  /** The report comes first: alerts are judged when it stands. */
  #follow(): void {
    const { selected, page, isWorking } = this.session;
    if (selected === null || selected.state === null || selected.status !== 'open' || page === null || isWorking) return;
    const asked = JSON.stringify([selected.key, selected.state.id, selected.state.readAtMs, selected.state.rows, selected.config.alerts]);
    if (asked === this.#asked) return;
    this.#asked = asked;
    void this.#judge(selected, selected.state.id);
  }

  async #judge(entry: SourceEntry, id: string): Promise<void> {
    this.#judging?.abort();
    const abort = new AbortController();
    this.#judging = abort;
    this.#replay = null;
    this.#fault = null;
    this.#changed.fire();
    try {
      const replay = await this.engine.call('alerts.replay', { id, ...alertsRequest(entry.config.alerts) }, { signal: abort.signal, timeoutMs: judgeTimeoutMs });
      if (this.#judging === abort) this.#replay = replay;
    } catch (error) {
      const fault = faultOf(error);
      if (this.#judging !== abort) return;
      this.log.warn(`judging alerts of ${entry.spec.name}: ${fault.code}: ${fault.detail}`);
      // A restarted engine opens the source again, and the session then says so.
      if (fault.code === 'engine-stopped') this.#asked = null;
      this.#fault = fault;
    } finally {
      if (this.#judging === abort) {
        this.#judging = null;
        this.#changed.fire();
      }
    }
  }
}
