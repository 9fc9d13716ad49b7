import type { Finding } from '../domain/finding';
import type { Report } from '../domain/report';
import { pythonNumber, pythonText } from './python';

const sides = ['baseline', 'current'] as const;

/** How classes are told, which a report's words do not say to a program. */
export interface OutcomeFacts {
  readonly positive: string | null;
  /** Scores from here on count as the positive class, where the log has no predictions. */
  readonly threshold: number | null;
  /** Rare classes are counted as one. */
  readonly hasRest: boolean;
}

export interface QualityColumns {
  readonly label: string | null;
  readonly prediction: string | null;
  readonly score: string | null;
}

/** What the model's quality rests on, in Python, or the reason why a notebook does not repeat it. */
export function qualityCode(report: Report, columns: QualityColumns, facts: OutcomeFacts): readonly string[] | string {
  const { source } = report;
  const findings = report.findings.filter(({ family, from }) => family === 'quality' && from === undefined);
  const has = findings.some(({ baseline, current }) => baseline.value !== null || current.value !== null);
  if (!has || columns.label === null) return 'The report has no measured quality: the log has no labels in these windows.';
  if (source.labels !== undefined) return 'Quality is not repeated here: its labels come from other files, which are joined by id.';
  if (findings.some(({ maturity }) => (maturity?.age ?? null) !== null)) return 'Quality is not repeated here: only labels that came within the same time of their prediction count in both windows.';
  if (source.task === 'regression') return regression(columns.label, columns.prediction ?? columns.score, findings);
  return classes(columns, facts, source.task === 'binary', findings);
}

function checks(findings: readonly Finding[], side: (typeof sides)[number], ids: readonly string[], python: (id: string) => string): readonly string[] {
  return ids.flatMap((id) => {
    const found = findings.find((one) => one.id === `quality.${id}`);
    const value = found?.[side].value ?? null;
    if (found === undefined || value === null) return [];
    return [`check("${id}, ${side}", ${python(id)}, ${pythonNumber(value)}${found.basis === 'exact' ? '' : ', 0.02'})`];
  });
}

function regression(label: string, prediction: string | null, findings: readonly Finding[]): readonly string[] | string {
  if (prediction === null) return 'The log has no column of predictions.';
  const of: Readonly<Record<string, string>> = {
    mae: 'metrics.mean_absolute_error(y, p)', rmse: 'math.sqrt(metrics.mean_squared_error(y, p))', bias: '(p - y).mean()', r2: 'metrics.r2_score(y, p)',
  };
  return [
    'from sklearn import metrics', '',
    `(predicted, no_p), (actual, no_y) = numbers(log[${pythonText(prediction)}]), numbers(log[${pythonText(label)}])`,
    'both = np.isfinite(predicted) & ~no_p & np.isfinite(actual) & ~no_y',
    ...sides.flatMap((side) => [`p, y = predicted[${side} & both], actual[${side} & both]`, ...checks(findings, side, Object.keys(of), (id) => of[id] ?? '')]),
  ];
}

function classes({ label, prediction, score }: QualityColumns, { positive, threshold, hasRest }: OutcomeFacts, binary: boolean, findings: readonly Finding[]): readonly string[] | string {
  const lines = ['from sklearn import metrics', '', `actual = levels(${pythonText(label ?? '')})`, `positive = ${positive === null ? 'None' : pythonText(positive)}`];
  if (prediction !== null) {
    lines.push(`predicted = levels(${pythonText(prediction)})`);
    if (binary) lines.push(...alias);
  } else if (score !== null && threshold !== null) {
    lines.push(
      `scores, no_score = numbers(log[${pythonText(score)}])`,
      'other = next((x for x in sorted({x for x in actual if x is not None}) if x != positive), "0")',
      `predicted = np.array([None if gone or not math.isfinite(x) else positive if x >= ${pythonNumber(threshold)} else other for x, gone in zip(scores, no_score)], dtype=object)`,
    );
  } else return 'Quality is not repeated here: the log has neither predictions nor a score with a known threshold.';
  lines.push('both = np.array([p is not None and y is not None for p, y in zip(predicted, actual)])');
  if (hasRest) lines.push('# Rare classes are counted as one in the report: precision, recall and F1 of all classes are not repeated.');
  lines.push('', 'def figures(window):', ...body(binary && positive !== null), '');
  const ids = hasRest ? ['accuracy'] : ['accuracy', 'precision', 'recall', 'f1'];
  for (const side of sides) {
    const found = checks(findings, side, ids, (id) => `here["${id}"]`);
    if (found.length > 0) lines.push(`here = figures(${side})`, ...found);
  }
  if (score !== null && binary && positive !== null) lines.push('', ...probabilities(score, findings));
  return lines;
}

/** Where predictions spell the same two classes differently (`1` and `true`), the labels' spelling holds. */
const alias: readonly string[] = [
  'YES, NO = ["1", "1.0", "true", "yes", "y", "t", "positive", "pos"], ["0", "0.0", "false", "no", "n", "f", "negative", "neg", "-1"]',
  'known = {x for x in actual if x is not None}',
  'if not {x for x in predicted if x is not None} <= known and all(x is None or x.lower() in YES + NO for x in [*actual, *predicted]):',
  '    yes = next((x for x in known if x.lower() in YES), "true")',
  '    no = next((x for x in known if x.lower() in NO), "false")',
  '    predicted, actual = (np.array([None if x is None else yes if x.lower() in YES else no for x in column], dtype=object) for column in (predicted, actual))',
];

function body(oneClass: boolean): readonly string[] {
  const head = ['    y, p = actual[window & both].astype(str), predicted[window & both].astype(str)', '    accuracy = metrics.accuracy_score(y, p)'];
  if (!oneClass) {
    return [...head, '    # The mean over the classes for which each is defined.', '    parts = metrics.precision_recall_fscore_support(y, p, average=None, zero_division=np.nan)[:3]', '    return {"accuracy": accuracy, **{key: float(np.nanmean(part)) for key, part in zip(("precision", "recall", "f1"), parts)}}'];
  }
  return [
    ...head,
    '    true, said, right = y == positive, p == positive, (y == positive) & (p == positive)',
    '    share = lambda part, whole: float(part / whole) if whole else math.nan',
    '    return {"accuracy": accuracy, "precision": share(right.sum(), said.sum()), "recall": share(right.sum(), true.sum()), "f1": share(2 * right.sum(), said.sum() + true.sum())}',
  ];
}

function probabilities(score: string, findings: readonly Finding[]): readonly string[] {
  const of: Readonly<Record<string, string>> = {
    auc: 'metrics.roc_auc_score(t, s)',
    brier: '((s - t) ** 2).mean()',
    logLoss: '-np.log(np.clip(np.where(t == 1, s, 1 - s), np.finfo(float).eps, 1 - np.finfo(float).eps)).mean()',
  };
  const lines = [`scores, no_score = numbers(log[${pythonText(score)}])`, 'scored = np.isfinite(scores) & ~no_score & np.array([y is not None for y in actual])'];
  for (const side of sides) {
    const found = checks(findings, side, Object.keys(of), (id) => of[id] ?? '');
    if (found.length > 0) lines.push(`s, t = scores[${side} & scored], (actual[${side} & scored] == positive).astype(float)`, ...found);
  }
  return lines;
}
