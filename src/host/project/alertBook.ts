import { EventEmitter, type LogOutputChannel } from 'vscode';
import { alertsRequest } from '../../core/config/alertsQuery';
import type { AlertReplay } from '../../core/domain/alert';
import { type Fault, faultOf } from '../../core/domain/fault';
import type { Progress } from '../../core/domain/progress';
import type { EngineProcess } from '../engine/engineProcess';
import { Delay } from '../platform/delay';
import { DisposableOwner } from '../platform/disposables';
import type { SharedState } from '../platform/sharedState';
import { type AlertIncident, alertIncidents, type IncidentMark } from './alertIncidents';
import type { Session } from './session';
import type { SourceEntry } from './sourceEntry';

type Marks = Readonly<Record<string, IncidentMark>>;

const marksKey = 'modelVitals.incidentMarks';
const judgeTimeoutMs = 10 * 60_000;
/** A log that grows is judged again no sooner than this after it was judged last, or twenty times as long as that took. */
const leastLiveMs = 60_000;

/** Alerts of the selected source: judged behind the report whenever its log or its rules changed, and what was done about them. */
export class AlertBook extends DisposableOwner {
  readonly #changed = this.own(new EventEmitter<void>());
  readonly onChange = this.#changed.event;
  #replay: AlertReplay | null = null;
  #fault: Fault | null = null;
  /** What `#replay` or `#fault` answers: source, reading and rules. */
  #asked: string | null = null;
  /** Rows of the log when it was judged, and the earliest moment to judge those that came since. */
  #rows = 0;
  #notBefore = 0;
  /** What is shown holds while the log's new rows are judged. */
  #behind = false;
  readonly #again = this.own(new Delay(leastLiveMs, () => this.#follow()));
  /** Key of the source that it is about. */
  #source: string | null = null;
  #wasOfSelected = true;
  #judging: AbortController | null = null;
  #progress: Progress | null = null;
  #revision = 0;

  constructor(
    private readonly shared: SharedState,
    private readonly engine: EngineProcess,
    private readonly session: Session,
    private readonly log: LogOutputChannel,
  ) {
    super();
    this.own(session.onChange(() => this.#onSession()));
    this.own(shared.onChange((key) => key === marksKey && this.#tell()));
    this.own({ dispose: () => this.#judging?.abort() });
  }

  get replay(): AlertReplay | null {
    return this.#isOfSelected ? this.#replay : null;
  }

  get fault(): Fault | null {
    return this.#isOfSelected ? this.#fault : null;
  }

  get isJudging(): boolean {
    return this.#isOfSelected && this.#judging !== null && !this.#behind;
  }

  get progress(): Progress | null {
    return this.#isOfSelected && !this.#behind ? this.#progress : null;
  }

  /** Raised by each change of what is judged and of what was done about it. */
  get revision(): number {
    return this.#revision;
  }

  /** Open ones first, the newest first among each. */
  get incidents(): readonly AlertIncident[] {
    const { selected } = this.session;
    const { replay } = this;
    if (replay === null || selected === null) return [];
    return alertIncidents(replay, selected.key, this.#marks());
  }

  /** Marks an incident; null takes the mark away. */
  async mark(key: string, mark: IncidentMark | null): Promise<void> {
    await this.shared.update<Marks>(marksKey, {}, ({ [key]: _, ...others }) => (mark === null ? others : { ...others, [key]: mark }));
    this.#tell();
  }

  /** Judges once more, after something failed. */
  judgeAgain(): void {
    this.#asked = null;
    this.#follow();
  }

  /** Stops judging; it begins again by itself once the log or the rules change. */
  cancel(): void {
    this.#judging?.abort();
  }

  /** Another source may have been selected, whose report is still being made. */
  get #isOfSelected(): boolean {
    return this.#source === this.session.selected?.key;
  }

  #tell(): void {
    this.#revision += 1;
    this.#wasOfSelected = this.#isOfSelected;
    this.#changed.fire();
  }

  #marks(): Marks {
    return this.shared.get<Marks>(marksKey, {});
  }

  #onSession(): void {
    // What was told is of another source now, or is of this one again.
    if (this.#isOfSelected !== this.#wasOfSelected) this.#tell();
    this.#follow();
  }

  /** The report comes first: alerts are judged when it stands. */
  #follow(): void {
    const { selected, page, isWorking } = this.session;
    if (selected === null || selected.state === null || selected.status !== 'open' || page === null || isWorking) return;
    const { id, readAtMs, rows } = selected.state;
    const asked = JSON.stringify([selected.key, id, readAtMs, selected.config.alerts]);
    const grown = asked === this.#asked;
    if (grown && rows === this.#rows) return;
    if (grown && (this.#judging !== null || performance.now() < this.#notBefore)) return this.#again.request();
    this.#asked = asked;
    this.#rows = rows;
    void this.#judge(selected, id, grown && this.#replay !== null);
  }

  async #judge(entry: SourceEntry, id: string, behind: boolean): Promise<void> {
    this.#judging?.abort();
    const abort = new AbortController();
    const began = performance.now();
    this.#judging = abort;
    this.#behind = behind;
    this.#source = entry.key;
    if (!behind) this.#replay = null;
    this.#fault = null;
    this.#progress = null;
    this.#tell();
    const onProgress = (progress: Progress): void => {
      if (this.#judging !== abort) return;
      this.#progress = progress;
      this.#changed.fire();
    };
    try {
      const replay = await this.engine.call('alerts.replay', { id, ...alertsRequest(entry.config.alerts) }, { signal: abort.signal, timeoutMs: judgeTimeoutMs, onProgress });
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
        this.#behind = false;
        this.#notBefore = performance.now() + Math.max(leastLiveMs, 20 * (performance.now() - began));
        this.#tell();
      }
    }
  }
}
