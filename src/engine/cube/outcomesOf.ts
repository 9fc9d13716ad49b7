import type { Role } from '../../core/domain/role';
import type { LogColumn, OpenedLog } from '../log/openedLog';
import { classLevels, type ClassLevels } from './classLevels';
import { labelAge } from './labelAge';
import { columnOfRole } from './logRoles';
import { positiveSql } from './scanConfusion';
import type { NumberPlan } from './scanNumbers';

export interface OutcomeOptions {
  /** Only labels that came within so many microseconds of their prediction count; the others are missing. */
  readonly within?: number;
  readonly positive?: string;
  readonly signal?: AbortSignal;
}

/** The columns that judge a model's answers, by its task. */
export interface Outcomes {
  readonly label: LogColumn | null;
  readonly prediction: LogColumn | null;
  readonly scoreColumn: LogColumn | null;
  readonly classes: ClassLevels | null;
  readonly score: NumberPlan['score'];
  readonly regression: NumberPlan['regression'];
  readonly inFirstPass: readonly LogColumn[];
}

/** Which outcome tables the log can fill. `options.positive` names the positive level of the label. */
export async function outcomesOf(log: OpenedLog, options: OutcomeOptions): Promise<Outcomes> {
  const { task } = log.state;
  const numericOf = (role: Role): LogColumn | null => {
    const column = columnOfRole(log, role);
    return column?.profile.kind === 'numeric' ? column : null;
  };
  const usable = (role: Role): LogColumn | null => {
    const column = columnOfRole(log, role);
    return column !== null && (column.profile.kind === 'numeric' || column.profile.kind === 'category') ? column : null;
  };
  const given = usable('label');
  const label = given === null ? null : await labelWithin(log, given, options);
  const prediction = usable('prediction');
  const scoreColumn = task === 'binary' ? numericOf('score') : null;
  if (task === 'regression') {
    const [p, y] = [numericOf('prediction'), label?.profile.kind === 'numeric' ? label : null];
    const regression = p === null || y === null ? null : { prediction: p, label: y };
    return { label, prediction, scoreColumn: null, classes: null, score: null, regression, inFirstPass: regression === null ? [] : [regression.prediction, regression.label] };
  }
  const none: Outcomes = { label, prediction, scoreColumn, classes: null, score: null, regression: null, inFirstPass: [] };
  if (task === 'none') return none;
  const { positive, signal } = options;
  const classes = await classLevels(log, given, prediction, scoreColumn, { binary: task === 'binary', ...(positive === undefined ? {} : { positive }), ...(signal === undefined ? {} : { signal }) });
  const score = scoreColumn === null ? null : { column: scoreColumn, label: label === null || classes.positive === null ? 'NULL::DOUBLE' : positiveSql(label, classes) };
  return { ...none, classes, score, inFirstPass: scoreColumn === null ? [] : [scoreColumn] };
}

async function labelWithin(log: OpenedLog, label: LogColumn, { within, signal }: OutcomeOptions): Promise<LogColumn> {
  const age = within === undefined ? null : await labelAge(log, signal);
  return age === null || within === undefined ? label : { ...label, sql: `(CASE WHEN ${age.age} <= ${within} THEN ${label.sql} END)` };
}
