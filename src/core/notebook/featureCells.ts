import type { FeatureFinding } from '../domain/finding';
import type { Report } from '../domain/report';
import { formatFigure } from '../format/figures';
import { escapeMarkdown } from '../report/markdown';
import { code, markdown, type NotebookCell } from './notebookFile';
import { pythonList, pythonNumber, pythonText } from './python';

/** More cells help nobody; the report has the rest. */
const mostFeatures = 50;

/** What a notebook compares: the feature on show and those that moved; where none did, the three with the largest effects. */
export function featuresShown(report: Report, shown: string | null): readonly FeatureFinding[] {
  const analysed = report.features.filter(({ kind }) => kind !== 'not analysed');
  const chosen = analysed.filter(({ feature, verdict }) => feature === shown || verdict === 'moved');
  const first = chosen.filter(({ feature }) => feature === shown);
  return chosen.length === 0 ? analysed.slice(0, 3) : [...first, ...chosen.filter(({ feature }) => feature !== shown)].slice(0, mostFeatures);
}

/** One heading and one code cell a feature: its measures from the rows, each beside the reported one. */
export function featureCells(features: readonly FeatureFinding[]): readonly NotebookCell[] {
  return features.flatMap((feature) => {
    const { effect, verdict, reason, basis, bound } = feature;
    const size = effect.value === null ? 'no effect' : `effect ${formatFigure(effect.value, effect.unit)}`;
    const head = `### ${escapeMarkdown(feature.feature)}`;
    const said = `${verdict}, ${escapeMarkdown(size)} (${escapeMarkdown(effect.method)}): ${escapeMarkdown(reason)}`;
    const from = basis === 'exact' ? 'Reported from the rows: figures agree to 1e-9.' : `Reported from bins: ${escapeMarkdown(bound ?? 'no bound is stated')}.`;
    return [markdown(head, '', said, '', from), code(...(feature.kind === 'numeric' ? numeric(feature) : category(feature)))];
  });
}

function numeric(feature: FeatureFinding): readonly string[] {
  const { measures, effect } = feature;
  const lines = [...start(feature, `compare_numbers(name, np.array(${pythonList((feature.distanceEdges ?? []).map(pythonNumber))}, dtype="float64"))`), ...shares(feature)];
  if (measures.wasserstein !== null && measures.ks !== null) lines.push(...(feature.basis === 'exact' ? exactDistances(feature) : binnedDistances(feature, measures.wasserstein, measures.ks)));
  else if (effect.value === null) lines.push('# The report has no distance of these values, and says why.');
  return lines;
}

function exactDistances({ measures, effect }: FeatureFinding): readonly string[] {
  const lines = [
    `check("Wasserstein-1, in the feature's own unit", here["wasserstein"], ${pythonNumber(measures.wasserstein)})`,
    `check("Kolmogorov-Smirnov statistic", here["ks"], ${pythonNumber(measures.ks)})`,
  ];
  return effect.value === null ? lines : [...lines, `check("effect, in standard deviations", here["effect"], ${pythonNumber(effect.value)})`];
}

/** What bins say lies within the bound that the report states with it. */
function binnedDistances({ effect, bound = '' }: FeatureFinding, wasserstein: number, ks: number): readonly string[] {
  const lines: string[] = [];
  const wider = statedNumber(/KS is at most (\S+) larger/.exec(bound)?.[1]);
  const within = statedNumber(/Wasserstein-1 is within (\S+)/.exec(bound)?.[1]);
  // Bounds are printed rounded: half a unit of the last digit more.
  if (wider === null) lines.push(`show("Kolmogorov-Smirnov statistic", here["ks"], ${pythonNumber(ks)}, "from bins")`);
  else lines.push(`check_within("Kolmogorov-Smirnov statistic", here["ks"], ${pythonNumber(ks)} - 1e-9, ${pythonNumber(ks)} + ${pythonNumber(wider)} + 0.0005, ${pythonNumber(ks)})`);
  const w = pythonNumber(wasserstein);
  if (within === null) lines.push(`show("Wasserstein-1, in the feature's own unit", here["wasserstein"], ${w}, "from bins")`);
  else lines.push(`bound = ${pythonNumber(within * 1.01)} + 1e-9 * abs(${w})`, `check_within("Wasserstein-1, in the feature's own unit", here["wasserstein"], ${w} - bound, ${w} + bound, ${w})`);
  if (effect.value !== null) lines.push(`show("effect, in standard deviations", here["effect"], ${pythonNumber(effect.value)}, "from bins, within the same bound")`);
  return lines;
}

/** A number as the report prints it, with `,` between thousands; null where it is none. */
function statedNumber(text: string | undefined): number | null {
  const value = text === undefined ? Number.NaN : Number(text.replaceAll(',', '').replace(/;$/, ''));
  return Number.isFinite(value) ? value : null;
}

function category(feature: FeatureFinding): readonly string[] {
  const lines = [...start(feature, 'compare_levels(name)')];
  if (feature.basis === 'exact') return [...lines, ...shares(feature)];
  const { totalVariation } = feature.measures;
  if (totalVariation === null) return lines;
  const tv = pythonNumber(totalVariation);
  return [...lines, '# Rare levels were counted as one: the distance of all levels can only be larger.', `check_within("total variation", here["totalVariation"], ${tv} - 1e-9, 1.0, ${tv})`];
}

function start({ feature, n, missing }: FeatureFinding, call: string): readonly string[] {
  return [
    `name = ${pythonText(feature)}`,
    `here = ${call}`,
    `check("rows, baseline", here["rows"][0], ${pythonNumber(n.baseline)})`,
    `check("rows, current", here["rows"][1], ${pythonNumber(n.current)})`,
    `check("share without a value, baseline", here["missing"][0], ${pythonNumber(missing.baseline)})`,
    `check("share without a value, current", here["missing"][1], ${pythonNumber(missing.current)})`,
  ];
}

/** Distances of shares: the same bins here and there, so that they agree whatever the basis. */
function shares({ measures }: FeatureFinding): readonly string[] {
  const named = [['Jensen-Shannon distance', 'jensenShannon', 1e-7], ['PSI', 'psi', 1e-9], ['total variation', 'totalVariation', 1e-9]] as const;
  return named.filter(([, key]) => measures[key] !== null).map(([title, key, tolerance]) => `check(${pythonText(title)}, here["${key}"], ${pythonNumber(measures[key])}${tolerance === 1e-9 ? '' : `, ${tolerance}`})`);
}
