import { slotCount, type Cube } from '../cube/cube';
import type { Unit } from '../domain/finding';
import type { SourceState } from '../domain/source';
import { coveredSeconds } from './coveredSeconds';

export interface RateUnit {
  readonly unit: Extract<Unit, `per ${string}`>;
  readonly seconds: number;
}

const units: readonly RateUnit[] = [
  { unit: 'per second', seconds: 1 },
  { unit: 'per minute', seconds: 60 },
  { unit: 'per hour', seconds: 3_600 },
  { unit: 'per day', seconds: 86_400 },
];

/** The smallest unit of time in which the whole log has at least one row, so that figures and charts of one log share it. */
export function throughputUnit(cube: Cube, source: SourceState): RateUnit {
  let rows = 0;
  let seconds = 0;
  for (let slot = 0; slot < slotCount(cube.axis); slot += 1) {
    rows += cube.rows[slot] ?? 0;
    seconds += coveredSeconds(cube, source, slot);
  }
  const perSecond = seconds > 0 ? rows / seconds : 0;
  const fitting = units.find((unit) => perSecond * unit.seconds >= 1);
  return fitting ?? { unit: 'per day', seconds: 86_400 };
}
