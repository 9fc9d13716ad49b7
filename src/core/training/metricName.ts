/* What the name of a training metric tells. Words are those of scikit-learn, Keras, PyTorch Lightning, XGBoost, LightGBM and Hugging Face's evaluate. */

export type Split = 'test' | 'validation' | 'train' | 'not named';

/** Figures of production that a training metric may be the same as; ids of findings without `quality.`. */
export type QualityName = 'accuracy' | 'precision' | 'recall' | 'f1' | 'auc' | 'logLoss' | 'brier' | 'mae' | 'rmse' | 'r2' | 'bias';

const splits: readonly (readonly [Split, readonly string[]])[] = [
  ['test', ['test', 'holdout', 'heldout']],
  ['validation', ['val', 'valid', 'validation', 'eval', 'evaluation', 'dev', 'cv']],
  ['train', ['train', 'training']],
];

const measures: Readonly<Record<string, QualityName>> = {
  accuracy: 'accuracy', acc: 'accuracy', accuracyscore: 'accuracy', binaryaccuracy: 'accuracy', categoricalaccuracy: 'accuracy',
  precision: 'precision', precisionscore: 'precision',
  recall: 'recall', recallscore: 'recall', sensitivity: 'recall', tpr: 'recall',
  f1: 'f1', f1score: 'f1',
  auc: 'auc', rocauc: 'auc', auroc: 'auc', rocaucscore: 'auc', aucroc: 'auc',
  logloss: 'logLoss', crossentropy: 'logLoss', binarycrossentropy: 'logLoss', binarylogloss: 'logLoss', multilogloss: 'logLoss', mlogloss: 'logLoss',
  brier: 'brier', brierscore: 'brier', brierscoreloss: 'brier',
  mae: 'mae', meanabsoluteerror: 'mae', l1: 'mae',
  rmse: 'rmse', rootmeansquarederror: 'rmse',
  r2: 'r2', r2score: 'r2',
  bias: 'bias', meanerror: 'bias',
};

const higher = /(^|[^a-z])(acc|accuracy|precision|recall|sensitivity|specificity|f1|fbeta|auc|auroc|roc|auprc|map|ndcg|mrr|bleu|rouge|iou|dice|r2|score|reward|kappa|mcc)([^a-z]|$)/;
const lower = /(^|[^a-z])(loss|logloss|error|err|mae|mse|rmse|mape|smape|perplexity|brier|wer|cer|fpr|fnr|cross_?entropy|l1|l2|deviance|elapsed|duration|latency|runtime)([^a-z]|$)/;

/** Words of a name in lower case: `Val/RocAuc` and `val_roc_auc` alike are `val roc auc`. */
function words(key: string): readonly string[] {
  return key
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

/** What is better by the name alone; `neither` where it does not tell. An error outranks a score: `score_error` is an error. */
export function betterOf(key: string): 'higher' | 'lower' | 'neither' {
  const text = words(key).join('_');
  if (lower.test(text)) return 'lower';
  return higher.test(text) ? 'higher' : 'neither';
}

/**
 * The production figure that a training metric is the same as, and the split of the data that it was measured on; null where the name says none. `macro`: the name
 * says a plain mean over classes; other averages (micro, weighted) are other figures and no match.
 */
export function qualityOf(key: string): { readonly quality: QualityName; readonly split: Split; readonly macro: boolean } | null {
  let split: Split = 'not named';
  let macro = false;
  const rest = words(key).filter((word) => {
    if (word === 'macro') return !(macro = true);
    const found = splits.find(([, names]) => names.includes(word));
    if (found === undefined) return true;
    split = found[0];
    return false;
  });
  const quality = Object.hasOwn(measures, rest.join('')) ? measures[rest.join('')] : undefined;
  return quality === undefined ? null : { quality, split, macro };
}

/** The split that says most of production, first. */
export const splitOrder: readonly Split[] = ['test', 'validation', 'not named', 'train'];

export const splitWords: Readonly<Record<Split, string>> = { test: 'on test data', validation: 'on validation data', train: 'on the training data itself', 'not named': 'in training' };
