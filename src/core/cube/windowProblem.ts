import type { Axis, SlotRange } from '../domain/window';
import type { Cube } from './cube';

/** Why a comparison has no windows on this axis; `reason` is a sentence for people. */
export interface WindowProblem {
  readonly problem: 'other-axis' | 'unknown-name' | 'outside' | 'too-short' | 'no-rows' | 'bad-request';
  readonly reason: string;
  /** The axis on which the request would have an answer. */
  readonly axis?: Axis['kind'];
}

/** Rows of each version a slot, as in `Cube.versions`. */
export type VersionsInfo = Cube['versions'];

export function isProblem(answer: object): answer is WindowProblem {
  return 'problem' in answer;
}

/** The slot of one file or version by its name. */
export function byName(axis: Axis, kind: 'file' | 'version', name: string): SlotRange | WindowProblem {
  if (axis.kind !== kind) return { problem: 'other-axis', reason: `A ${kind} is compared on an axis of ${kind}s; this one is cut by ${axis.kind}.`, axis: kind };
  const at = axis.names.indexOf(name);
  if (at < 0) return { problem: 'unknown-name', reason: `No ${kind} “${name}” in this source.` };
  return { from: at, to: at + 1 };
}
