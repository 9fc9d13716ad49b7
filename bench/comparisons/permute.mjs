// Block permutation of a comparison: slots of both windows are cut into blocks of equal length, and blocks change sides at random.
// The statistic of a feature is Kolmogorov-Smirnov over its bins (total variation over levels); the largest over features, each
// standardised by its own permutations, keeps the level over all of them (Westfall and Young 1993). p = (1 + hits)/(1 + B) (Phipson and Smyth 2010).

/** `tables[f]` holds slot-major counts. Returns the p-value of the largest feature, and that of each (single-step max). */
export function blockPermutation(tables, { baseline, current, block, draws, uniform }) {
  const blocks = Math.floor((baseline + current) / block);
  const moved = Math.round(current / block);
  const summed = tables.map(({ counts, width, kind }) => {
    const out = new Float64Array(blocks * width);
    for (let s = 0; s < blocks * block; s += 1) for (let b = 0; b < width; b += 1) out[Math.floor(s / block) * width + b] += counts[s * width + b];
    const total = new Float64Array(width);
    for (let k = 0; k < blocks; k += 1) for (let b = 0; b < width; b += 1) total[b] += out[k * width + b];
    return { blocks: out, total, width, kind };
  });
  const identity = Int32Array.from({ length: moved }, (_, i) => blocks - moved + i);
  const chosen = [identity];
  const order = Int32Array.from({ length: blocks }, (_, i) => i);
  for (let d = 0; d < draws; d += 1) {
    for (let i = 0; i < moved; i += 1) {
      const j = i + Math.floor(uniform() * (blocks - i));
      [order[i], order[j]] = [order[j], order[i]];
    }
    chosen.push(order.slice(0, moved));
  }
  const largest = new Float64Array(draws + 1).fill(-Infinity);
  const own = [];
  for (const one of summed) {
    const values = Float64Array.from(chosen, (picks) => statistic(one, picks));
    let [sum, squares] = [0, 0];
    for (const value of values) sum += value;
    const mean = sum / values.length;
    for (const value of values) squares += (value - mean) ** 2;
    const sd = Math.sqrt(squares / values.length) || 1;
    values.forEach((value, d) => (largest[d] = Math.max(largest[d], (value - mean) / sd)));
    own.push((values[0] - mean) / sd);
  }
  const p = (t) => {
    let hits = 0;
    for (let d = 1; d <= draws; d += 1) if (largest[d] >= t - 1e-12) hits += 1;
    return (1 + hits) / (1 + draws);
  };
  return { p: p(largest[0]), features: own.map(p) };
}

function statistic({ blocks, total, width, kind }, picks) {
  const side = new Float64Array(width);
  for (const k of picks) for (let b = 0; b < width; b += 1) side[b] += blocks[k * width + b];
  let [m, all] = [0, 0];
  for (let b = 0; b < width; b += 1) {
    m += side[b];
    all += total[b];
  }
  const n = all - m;
  let [seen, largest, variation] = [0, 0, 0];
  for (let b = 0; b < width; b += 1) {
    const gap = side[b] / m - (total[b] - side[b]) / n;
    seen += gap;
    largest = Math.max(largest, Math.abs(seen));
    variation += Math.abs(gap) / 2;
  }
  return kind === 'category' ? variation : largest;
}
