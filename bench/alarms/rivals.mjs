// The usual defaults, re-implemented from their documented rules (docs/statistics.md, "Alerts"), with a favourable reference: n rows
// drawn evenly from the whole baseline. Each says of one feature in one window whether it flags it.

export const rivalNames = ['Evidently-style', 'PSI > 0.2', 'NannyML-style', 'KS/chi-squared + BH 1 %'];
const fewRows = 1_000;
const bhLevel = 0.01;

/** What the rules know of a feature: reference values in order (numbers) or counts (levels), and the baseline windows' bins. */
export class Rivals {
  constructor(core, references, cube, baseline) {
    this.core = core;
    this.features = references.map((reference, f) => {
      const column = cube.columns[f];
      const width = column.counts.length / cube.rows.length;
      const whole = new Float64Array(width);
      for (let w = 0; w < baseline; w += 1) for (let b = 0; b < width; b += 1) whole[b] += column.counts[w * width + b];
      const chunks = Array.from({ length: baseline }, (_, w) => core.jensenShannonDistance(whole, column.counts.subarray(w * width, (w + 1) * width)));
      const mean = chunks.reduce((a, b) => a + b) / baseline;
      const sd = Math.sqrt(chunks.reduce((sum, x) => sum + (x - mean) ** 2, 0) / baseline);
      const { sorted } = reference;
      if (sorted === undefined) return { whole, limit: mean + 3 * sd, counts: reference.counts };
      const n = sorted.length;
      const deciles = Array.from({ length: 9 }, (_, i) => sorted[Math.ceil(((i + 1) * n) / 10) - 1]);
      const average = sorted.reduce((a, b) => a + b) / n;
      return { whole, limit: mean + 3 * sd, sorted, deciles, inDeciles: binned(sorted, deciles), sd: Math.sqrt(sorted.reduce((sum, x) => sum + (x - average) ** 2, 0) / n) };
    });
  }

  /** `bins` are the cube's counts of the window; `values` its numbers in order, null for levels. Flags of the first three rules, and the p-value of the last. */
  judge(f, bins, values, rows) {
    const { core } = this;
    const one = this.features[f];
    const far = core.jensenShannonDistance(one.whole, bins) > one.limit;
    if (values === null) {
      const counts = bins.subarray(0, one.counts.length);
      const p = core.chiSquaredHomogeneity(one.counts, counts)?.p ?? 1;
      const total = one.counts.reduce((a, b) => a + b, 0);
      // Up to 1,000 rows: goodness of fit with the reference taken as exact. Above: Jensen-Shannon in natural logarithms.
      let fit = 0;
      for (let k = 0; k < counts.length; k += 1) fit += (counts[k] - (one.counts[k] / total) * rows) ** 2 / ((one.counts[k] / total) * rows);
      const fixed = total <= fewRows ? core.chiSquaredSf(fit, counts.length - 1) < 0.05 : core.jensenShannonDistance(one.counts, counts) * Math.sqrt(Math.LN2) >= 0.1;
      return { flags: [fixed, core.psi(one.counts, counts) > 0.2, far], p };
    }
    const p = core.ksPValueAsymptotic(core.ksTwoSample(one.sorted, values).statistic, one.sorted.length, values.length);
    const fixed = one.sorted.length <= fewRows ? p <= 0.05 : core.wassersteinSorted(one.sorted, values) / one.sd >= 0.1;
    return { flags: [fixed, core.psi(one.inDeciles, binned(values, one.deciles)) > 0.2, far], p };
  }
}

/** Which of the p-values Benjamini and Hochberg's step-up rule rejects at 1 %. */
export function rejected(p) {
  const sorted = [...p].sort((a, b) => a - b);
  let limit = -1;
  sorted.forEach((value, i) => {
    if (value <= (bhLevel * (i + 1)) / p.length) limit = value;
  });
  return p.map((value) => value <= limit);
}

function binned(sorted, edges) {
  const counts = new Array(edges.length + 1).fill(0);
  let b = 0;
  for (let i = 0; i < sorted.length; i += 1) {
    while (b < edges.length && sorted[i] > edges[b]) b += 1;
    counts[b] += 1;
  }
  return counts;
}
