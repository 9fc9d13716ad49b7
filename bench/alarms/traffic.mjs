// Traffic of the simulation: rows of 20 (or any number of) features, window by window, the same ones for the same seed.
// Marginals repeat every 20 features: 12 normal, 3 lognormal, 5 categories of 5 levels; latent correlation 0.3.

export const hour = 3_600_000_000;
export const kindOf = (f) => (f % 20 < 12 ? 'normal' : f % 20 < 15 ? 'lognormal' : 'category');
/** Quintiles of the standard normal. */
export const levelCuts = [-0.8416212335729143, -0.2533471031357997, 0.2533471031357997, 0.8416212335729143];
/** The first cut where the first level has 5 points more, taken from the second. */
export const movedCut = -0.6744897501960817;

export const common = Math.sqrt(0.3);
export const own = Math.sqrt(0.7);
/** Night, morning, day and evening: no sine. Mean 0, sd 1. */
export const daily = (() => {
  const level = Float64Array.from({ length: 24 }, (_, h) => (h < 6 ? -1.2 : h < 9 ? 0.4 : h < 18 ? 1 : -0.1));
  const mean = level.reduce((a, b) => a + b) / 24;
  const sd = Math.sqrt(level.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 24);
  return level.map((x) => (x - mean) / sd);
})();

/** Standard normal deviates by a table of 65,536 quantiles and xoshiro128** (Blackman and Vigna 2018): 2 a draw. Sums of two are watched, so the grid does not show. */
export class Normals {
  constructor(seed, normalQuantile) {
    Normals.table ??= Float64Array.from({ length: 65_536 }, (_, i) => normalQuantile((i + 0.5) / 65_536));
    // splitmix32, so that near seeds give unlike streams.
    let s = seed >>> 0;
    this.state = Uint32Array.from({ length: 4 }, () => {
      s = (s + 0x9e3779b9) | 0;
      let t = Math.imul(s ^ (s >>> 16), 0x21f0aaad);
      t = Math.imul(t ^ (t >>> 15), 0x735a2d97);
      return t ^ (t >>> 15);
    });
  }

  fill(out) {
    const { table } = Normals;
    let [a, b, c, d] = this.state;
    for (let i = 0; i < out.length; i += 2) {
      const five = Math.imul(b, 5);
      const bits = Math.imul((five << 7) | (five >>> 25), 9);
      const t = b << 9;
      c ^= a; d ^= b; b ^= c; a ^= d; c ^= t; d = (d << 11) | (d >>> 21);
      out[i] = table[bits & 0xffff];
      if (i + 1 < out.length) out[i + 1] = table[bits >>> 16];
    }
    this.state.set([a, b, c, d]);
    return out;
  }

  next() {
    return this.fill(new Float64Array(1))[0];
  }
}

/** Rows of one log. `window(w)` makes the values of the next window, categories as latent deviates: one array a feature, filled anew each time. */
export class Traffic {
  constructor(kind, features, rows, normals) {
    Object.assign(this, { kind, features, rows, normals });
    this.values = Array.from({ length: features }, () => new Float64Array(rows));
    this.shared = new Float64Array(rows);
    this.sharedState = normals.next();
    this.states = normals.fill(new Float64Array(features));
    this.levels = normals.fill(new Float64Array(features));
    this.steps = new Float64Array(features);
  }

  window(w) {
    const { kind, features, normals, shared, values } = this;
    normals.fill(shared);
    if (kind === 'ar') this.sharedState = remember(shared, this.sharedState);
    for (let i = 0; i < shared.length; i += 1) shared[i] *= common;
    normals.fill(this.steps);
    for (let f = 0; f < features; f += 1) {
      this.levels[f] = 0.6 * this.levels[f] + 0.8 * this.steps[f];
      const x = normals.fill(values[f]);
      if (kind === 'ar') this.states[f] = remember(x, this.states[f]);
      const level = kind === 'wander' ? 0.1 * this.levels[f] : kind === 'season' ? 0.5 * daily[w % 24] : 0;
      for (let i = 0; i < x.length; i += 1) x[i] = shared[i] + own * x[i] + level;
      if (kindOf(f) === 'lognormal') for (let i = 0; i < x.length; i += 1) x[i] = Math.exp(x[i]);
    }
    return values;
  }
}

/** AR(1) of 0.9 and unit variance from row to row, over the windows' borders. */
function remember(steps, state) {
  const fresh = Math.sqrt(1 - 0.81);
  let at = state;
  for (let i = 0; i < steps.length; i += 1) {
    at = 0.9 * at + fresh * steps[i];
    steps[i] = at;
  }
  return at;
}
