import type { Axis } from '../domain/window';
import type { MarkCommit } from './mark';

export type TimeAxis = Extract<Axis, { kind: 'time' }>;

/** The slot of a time; null beyond the axis. */
export function slotOf(axis: TimeAxis, time: number): number | null {
  const slot = Math.floor((time - axis.start) / axis.step);
  return slot >= 0 && slot < axis.count ? slot : null;
}

/** A commit that only a tag names: it lies before the axis, or on another branch. */
export function bareCommit(hash: string, time: number, repository: number): MarkCommit {
  return { repository, hash, author: '', subject: '', time, files: null, merge: false, touches: null };
}
