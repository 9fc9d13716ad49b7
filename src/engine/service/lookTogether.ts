import { baselineSummary } from '../../core/alerts/baselineSummary';
import { togetherBySlot, type TogetherBySlot } from '../../core/multivariate/togetherBySlot';
import { planTogether, type TogetherRequest } from '../../core/multivariate/togetherPlan';
import { type CubeIndex, summarise } from '../../core/cube/indexCube';
import type { Cube } from '../../core/cube/cube';
import type { Summary } from '../../core/cube/summary';
import { rowsIn, type ResolvedWindows } from '../../core/cube/windows';
import type { SlotRange } from '../../core/domain/window';
import { readTogether } from '../cube/readTogether';
import type { OpenedLog } from '../log/openedLog';

/** Sampled rows of a window of a replay, and of each window of a comparison. */
const rowsOfWindow = 1_000;
const rowsOfComparison = 8_000;
/** Numbers of the sample at most: 64 MB, and what is measured in a second. */
const numbersOfReplay = 8_000_000;
const numbersOfComparison = 2_000_000;
/** Windows of more rows than this are compared without it: the pass over them would take longer than all else. */
const mostRows = 3_000_000;

/** Features together for a replay, whose slots are its windows. */
export async function togetherOfReplay(log: OpenedLog, cube: Cube, baseline: SlotRange, excluded: readonly SlotRange[], signal?: AbortSignal): Promise<TogetherBySlot | null> {
  const isIn = ({ from, to }: SlotRange, slot: number): boolean => slot >= from && slot < to;
  const isExcluded = (slot: number): boolean => excluded.some((range) => isIn(range, slot));
  const isBaseline = (slot: number): boolean => isIn(baseline, slot) && !isExcluded(slot);
  const past = Array.from(cube.rows.keys()).filter(isBaseline);
  return look(log, cube, baselineSummary(cube, baseline, past), { isBaseline, isRead: (slot) => slot >= baseline.from && !isExcluded(slot), rowsEach: rowsOfWindow, numbers: numbersOfReplay }, signal);
}

/** Features together for a comparison of two windows. */
export async function togetherOfComparison(log: OpenedLog, index: CubeIndex, { baseline, current }: ResolvedWindows, signal?: AbortSignal): Promise<TogetherBySlot | null> {
  const { rows } = index.cube;
  if (rowsIn(rows, baseline) + rowsIn(rows, current) > mostRows) return null;
  const isIn = ({ from, to }: SlotRange, slot: number): boolean => slot >= from && slot < to;
  const slots = Math.max(1, baseline.to - baseline.from, current.to - current.from);
  return look(log, index.cube, summarise(index, baseline), { isBaseline: (slot) => isIn(baseline, slot), isRead: (slot) => isIn(baseline, slot) || isIn(current, slot), rowsEach: Math.ceil(rowsOfComparison / slots), numbers: numbersOfComparison }, signal);
}

async function look(log: OpenedLog, cube: Cube, baseline: Summary, request: TogetherRequest, signal?: AbortSignal): Promise<TogetherBySlot | null> {
  const plan = planTogether(cube, baseline, request);
  if ('reason' in plan) return null;
  return togetherBySlot(await readTogether(log, cube.axis, plan, signal), cube.rows.length, plan.leftOut);
}
