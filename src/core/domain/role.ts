/** What a column of a prediction log stands for. `ignore` takes a column out of every analysis. */
export const roles = [
  'timestamp', 'latency', 'status', 'model', 'version', 'prediction', 'score', 'label', 'id', 'feature', 'segment', 'kpi',
  'ignore', 'label time',
] as const;

export type Role = (typeof roles)[number];

/** Roles of which a source has at most one column (a multi-class model may log one score a class). */
export const singleRoles: ReadonlySet<Role> = new Set<Role>(['timestamp', 'latency', 'status', 'model', 'version', 'prediction', 'label', 'id', 'label time']);

/** Why a role was given: codes, worded by `roleReasonText`, so that the engine never writes sentences. */
export interface RoleReason {
  readonly code:
    | 'configured' // `model-vitals.json` or the user said so
    | 'format' // the log's own format says what the column is; `detail` says how
    | 'name' // the column's name stands in the vocabulary; `detail` is the word that matched
    | 'values' // the values confirm it; `detail` says how (for example `epoch-ms`, `0..1`, `two levels`)
    | 'rejected' // the name fitted another role but the values spoke against it; `detail` names role and cause
    | 'left-over'; // nothing fitted: a feature by default
  readonly detail?: string;
}

export interface RoleGuess {
  readonly column: string;
  readonly role: Role;
  readonly reasons: readonly RoleReason[];
}
