import type { Cube } from '../../core/cube/cube';
import type { OpenedLog } from '../log/openedLog';
import type { ClassLevels } from './classLevels';
import { labelAge, type LabelAge } from './labelAge';
import { columnOfRole } from './logRoles';
import { outcomesOf, type OutcomeOptions, type Outcomes } from './outcomesOf';
import { statusOutcome, type StatusOutcome } from './scanStatus';

/** What was learnt from a log's rows before its cube was counted, beside bins and levels, which stand in the cube: how later rows are counted alike. */
export interface CubeLayout {
  readonly outcomes: Outcomes;
  readonly status: StatusOutcome | null;
  readonly age: LabelAge | null;
}

/** The layout by which the log's cube is counted. */
export async function layoutOf(log: OpenedLog, options: OutcomeOptions): Promise<CubeLayout> {
  const { signal } = options;
  const status = columnOfRole(log, 'status');
  return {
    outcomes: await outcomesOf(log, options),
    status: status === null || !['numeric', 'category', 'text'].includes(status.profile.kind) ? null : await statusOutcome(log, status, signal),
    age: await labelAge(log, signal),
  };
}

/** Whether a cube was counted by this layout; one of other rows may have found other classes or another rule. */
export function isLaidOut(cube: Cube, { outcomes: { classes }, status }: CubeLayout): boolean {
  if ((cube.status?.rule ?? null) !== (status?.rule ?? null)) return false;
  return cube.confusion === null || (classes !== null && sameClasses(cube.confusion, classes));
}

function sameClasses(table: NonNullable<Cube['confusion']>, { levels, hasRest, positive }: ClassLevels): boolean {
  return table.hasRest === hasRest && table.positive === positive && table.levels.length === levels.length && table.levels.every((level, i) => level === levels[i]);
}
