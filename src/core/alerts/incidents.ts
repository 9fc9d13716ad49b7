import type { AlertFamily, Incident } from '../domain/alert';

/** Quiet windows below the middle of the baseline's own maxima, one after the other, that close an incident. */
const quietWindows = 3;

interface Open {
  readonly id: number;
  readonly family: AlertFamily;
  readonly opened: number;
  alerts: number;
  calm: number;
  readonly named: Map<string, number>;
}

/** Alerts of one family as incidents: the first alert opens one, three calm windows close it. */
export class Incidents {
  private open: Open | null = null;
  private readonly ended: Incident[] = [];

  /** `nextId` numbers incidents over all families of a log. */
  constructor(private readonly family: AlertFamily, private readonly nextId: () => number) {}

  /** Takes one judged window; returns the number of the incident that is open after it. `calm` null: the window was not judged and says neither. */
  next(window: number, alert: boolean, calm: boolean | null, targets: readonly string[]): number | null {
    if (alert) {
      this.open ??= { id: this.nextId(), family: this.family, opened: window, alerts: 0, calm: 0, named: new Map() };
      this.open.alerts += 1;
      this.open.calm = 0;
      for (const target of targets) this.open.named.set(target, (this.open.named.get(target) ?? 0) + 1);
    } else if (this.open !== null && calm !== null) {
      this.open.calm = calm ? this.open.calm + 1 : 0;
      if (this.open.calm >= quietWindows) {
        this.ended.push(incidentOf(this.open, window));
        this.open = null;
      }
    }
    return this.open?.id ?? null;
  }

  all(): readonly Incident[] {
    return this.open === null ? this.ended : [...this.ended, incidentOf(this.open, null)];
  }
}

function incidentOf(open: Open, closed: number | null): Incident {
  const targets = [...open.named].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([target]) => target);
  return { id: open.id, family: open.family, opened: open.opened, closed, alerts: open.alerts, targets };
}
