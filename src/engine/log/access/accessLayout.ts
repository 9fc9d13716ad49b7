import type { TimeUnit } from '../../../core/domain/source';

/** Formats of access logs, each with a reader of its lines. */
export const accessFormats = ['common', 'envoy', 'ray', 'bentoml', 'uvicorn'] as const;

export type AccessFormat = (typeof accessFormats)[number];

/** Which field behind the common log format holds what: its number among those fields, or the name before its `=`. */
export type FieldPlace = number | string;

/** What stands behind the common or combined log format, learnt from a file's first lines. */
export interface ExtraFields {
  readonly latency: { readonly place: FieldPlace; readonly unit: TimeUnit; readonly from: 'form' | 'size' } | null;
  readonly upstreamTime: FieldPlace | null;
  readonly requestId: FieldPlace | null;
  readonly upstream: FieldPlace | null;
  /** Whole numbers that may be a latency and could not be told apart. */
  readonly unclear: boolean;
}

export const noExtraFields: ExtraFields = { latency: null, upstreamTime: null, requestId: null, upstream: null, unclear: false };

/** How the lines of an access log are written. */
export interface AccessLayout {
  /** The formats of its first lines, the most frequent first. A line of another known format is read all the same. */
  readonly formats: readonly AccessFormat[];
  readonly extras: ExtraFields;
}
