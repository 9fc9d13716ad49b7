import type { FileState } from './source';

/** Labels in files of their own, which come after the predictions: how they are read and joined. */
export interface LabelsSpec {
  /** Files, folders or globs, relative to the folder of the log's spec. */
  readonly paths: readonly string[];
  /** Column of the log whose values name the prediction; the one with the role id where absent. */
  readonly id?: string;
  /** Columns of the label files; guessed from their names where absent. */
  readonly labelId?: string;
  readonly label?: string;
  /** When the label came in. */
  readonly time?: string;
}

/** What reading and joining the label files gave. */
export interface LabelsState {
  /** `not joined` where no label has a prediction; the log is read all the same. */
  readonly state: 'joined' | 'not joined';
  /** Why not, or what keeps labels from being joined; whole words for a person. */
  readonly reason?: string;
  readonly files: readonly FileState[];
  /** Rows of the label files, those left out included. */
  readonly rows: number;
  /** Rows without an id or without a label. */
  readonly unusable: number;
  /** Rows whose id occurs in another one that counts instead: the one with the latest time, else the last. */
  readonly duplicates: number;
  /** Labels whose prediction is in the log, and those whose is not. */
  readonly matched: number;
  readonly withoutPrediction: number;
  /** Predictions of the log that have a label, of how many. */
  readonly labelled: number;
  readonly predictions: number;
  /** Median of the time from a prediction to its label, microseconds; null without times of both. */
  readonly lag: number | null;
  /** Names of the columns that were joined; null where that could not be told. */
  readonly columns: { readonly id: string; readonly labelId: string; readonly label: string; readonly time: string | null } | null;
}

/** A file that looks like the labels of a log. Offered, never joined unasked. */
export interface LabelOffer {
  /** Relative to the folder of the log's spec. */
  readonly path: string;
  readonly labelId: string;
  readonly label: string;
  readonly time: string | null;
  /** Column of the log. */
  readonly id: string;
  /** Ids of the file's beginning, and how many of them are in the log. */
  readonly looked: number;
  readonly found: number;
}
