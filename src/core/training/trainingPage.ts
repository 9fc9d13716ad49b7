import type { RunComparison } from './compareRuns';
import type { GroupComparison } from './seedGroups';
import type { TrainingRun } from './trainingRun';

/** What a source of training runs holds, as it travels to a page or a file. */
export interface TrainingPage {
  readonly name: string;
  readonly kind: 'mlflow' | 'tensorboard';
  /** For people; nothing secret. */
  readonly address: string;
  /** Name of the log whose model was trained there; null where none is named. */
  readonly of: string | null;
  /** Newest first. */
  readonly runs: readonly TrainingRun[];
  readonly total: number;
  /** Whole sentences. */
  readonly notes: readonly string[];
  /** Milliseconds since 1970 of the last look. */
  readonly readAtMs: number;
  /** It is looked at again and again. */
  readonly live: boolean;
  /** Why the last look failed; what is shown is from before then. */
  readonly reason: string | null;
}

export interface TrainingComparison extends RunComparison {
  /** Where both runs have others that differ by their seed alone: the spread that seeds give. */
  readonly groups: GroupComparison | null;
}
