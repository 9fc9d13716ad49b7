import type { PanelView } from '../../../../src/protocol/panelCalls';
import type { HistoryReader } from './historyReader';

/** Marks belong to an axis, to the versions on it and to the code as it is indexed; the commits of the feature in sight to its onset as well. */
export function lookAtHistory(history: HistoryReader, view: PanelView, source: string, feature: string | null): void {
  if (view.axis !== 'time' || view.codeState === 'indexing') return;
  const { series, report } = view;
  const key = JSON.stringify([source, series.axis, series.served, view.codeState]);
  history.look(source, key);
  const finding = feature === null ? undefined : report.features.find((each) => each.feature === feature);
  if (feature !== null && finding?.verdict === 'moved') history.lookAt(feature, JSON.stringify([key, finding.onset?.slot, finding.onset?.interval, view.code[feature]?.best.line]));
}
