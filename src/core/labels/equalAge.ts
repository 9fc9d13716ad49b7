import { type CubeIndex, indexAtAge } from '../cube/indexCube';
import type { AnalysisSettings } from '../domain/report';
import type { SlotRange } from '../domain/window';
import { type LabelState, labelState } from './labelState';

/** A comparison with labels of equal age: the index that findings are judged on, and the one of the lines along the axis. */
export interface EqualAge {
  readonly labels: LabelState | null;
  readonly judged: CubeIndex;
  readonly lines: CubeIndex;
}

/** What counts of the labels of two windows, and the cube with just that. */
export function equalAge(index: CubeIndex, windows: { readonly baseline: SlotRange; readonly current: SlotRange }, settings: AnalysisSettings): EqualAge {
  const labels = labelState(index.cube, windows.baseline, windows.current, settings);
  return { labels, judged: indexAtAge(index, labels?.classes ?? null), lines: indexAtAge(index, labels?.lineClasses ?? null) };
}
