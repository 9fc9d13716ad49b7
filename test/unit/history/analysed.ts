import { analyse } from '../../../src/core/analysis/analyse';
import type { Report } from '../../../src/core/domain/report';
import { cubeOf, sourceOf, windowOf } from '../analysis/cubeOf';
import { demoRows } from '../analysis/demoRows';

/** A report of made rows in which features move at a known moment. */
export function analysed(): Report {
  const cube = cubeOf(demoRows(), { slots: 48, positive: 'late', roles: { revenue: 'kpi' } });
  return analyse({ cube, source: sourceOf(cube), baseline: windowOf(cube, 0, 24), current: windowOf(cube, 24, 48) });
}
