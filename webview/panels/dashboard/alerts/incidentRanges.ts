import type { Axis, Comparison, SlotRange } from '../../../../src/core/domain/window';
import type { PanelView } from '../../../../src/protocol/panelCalls';
import type { AlertsSnapshot, CadenceView, IncidentView } from '../../../../src/protocol/alertsView';
import { slotCount } from '../../../charts/axes';

/** The incident against the baseline of the alerts, as a comparison; null where the report's axis has no place for it. */
export function comparisonWithBaseline(snapshot: AlertsSnapshot, incident: IncidentView, view: PanelView): Comparison | null {
  const cadence = cadenceOf(snapshot, incident);
  if (cadence === null) return null;
  const { baseline } = cadence;
  if (baseline.start !== null && baseline.end !== null && incident.start !== null && incident.end !== null && view.axes.includes('time')) {
    return { baseline: { kind: 'range', from: baseline.start, to: baseline.end }, current: { kind: 'range', from: incident.start, to: incident.end } };
  }
  const past = slotsOf(cadence, baseline, view.series.axis);
  const now = slotsOf(cadence, incident, view.series.axis);
  return past === null || now === null ? null : { baseline: { kind: 'slots', ...past }, current: { kind: 'slots', ...now } };
}

/** The windows that an incident follows. */
export function cadenceOf({ cadences }: AlertsSnapshot, { cadence }: Pick<IncidentView, 'cadence'>): CadenceView | null {
  return cadences[cadence] ?? null;
}

/** The slots of the report's axis that hold a range of windows; null where that axis is of another kind. */
export function slotsOf({ axis: kind, origin, windowLength }: Pick<CadenceView, 'axis' | 'origin' | 'windowLength'>, range: SlotRange, axis: Axis): SlotRange | null {
  if (axis.kind !== kind || (axis.kind !== 'time' && axis.kind !== 'row')) return null;
  const zero = axis.kind === 'time' ? axis.start - (origin ?? axis.start) : 0;
  const from = Math.max(0, Math.floor((range.from * windowLength - zero) / axis.step));
  const to = Math.min(slotCount(axis), Math.ceil((range.to * windowLength - zero) / axis.step));
  return to > from ? { from, to } : null;
}
