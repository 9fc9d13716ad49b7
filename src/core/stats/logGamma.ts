const HALF_LN_TWO_PI = 0.91893853320467274178;
const ONE_MINUS_EULER = 0.42278433509846713939;

/** (-1)^k (zeta(k) - 1) / k for k = 2, 3, …: the series 5.7.3 of the DLMF. */
const ZETA_SERIES: readonly number[] = [
  0.322467033424113218, -0.0673523010531980951, 0.0205808084277845479, -0.00738555102867398527, 0.00289051033074152329, -0.00119275391170326098,
  0.000509669524743042422, -0.00022315475845357938, 0.0000994575127818085337, -0.0000449262367381331417, 0.0000205072127756706916,
  -9.4394882752683959e-6, 4.3748667899074878e-6, -2.03921575380136624e-6, 9.55141213040741983e-7, -4.49246919876456604e-7,
  2.12071848055546659e-7, -1.00432248239680996e-7, 4.76981016936398057e-8, -2.27110946089431649e-8, 1.08386592148969541e-8,
  -5.18347504197004666e-9, 2.48367454380247832e-9, -1.19214014058609121e-9, 5.73136724167886201e-10, -2.75952288512423315e-10,
  1.33047643742444895e-10, -6.42296456383810002e-11, 3.10442477473222728e-11, -1.50213840807541422e-11, 7.27597448023907966e-12,
  -3.52774247657591508e-12, 1.71199179055961791e-12, -8.31538584142028482e-13,
];

/** Bernoulli terms of Stirling's series, 1/(12 x) - 1/(360 x^3) + …, for x >= 10. */
function stirlingSeries(x: number): number {
  const r = 1 / (x * x);
  return (
    (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r * (1 / 1188 - r * (691 / 360360 - r * (1 / 156 - r * (3617 / 122400)))))))) / x
  );
}

/** ln Gamma(2 + z) for |z| <= 0.5; the linear term stands outside, so that the zero at z = 0 keeps its relative accuracy. */
function aroundTwo(z: number): number {
  let sum = 0;
  for (let k = ZETA_SERIES.length - 1; k >= 0; k--) sum = sum * z + (ZETA_SERIES[k] ?? 0);
  return z * (ONE_MINUS_EULER + z * sum);
}

/**
 * Natural logarithm of the gamma function for x > 0; relative accuracy about 1e-14, also beside its zeros at 1 and 2, where
 * the usual approximations lose it. NaN for x < 0, Infinity at 0.
 */
export function gammaln(x: number): number {
  if (!(x >= 0)) return Number.NaN;
  if (x === 0 || x === Infinity) return Infinity;
  if (x < 0.5) return aroundTwo(x) - Math.log1p(x) - Math.log(x);
  if (x < 1.5) return aroundTwo(x - 1) - Math.log1p(x - 1);
  if (x < 10) {
    let product = 1;
    let y = x;
    while (y > 2.5) {
      y -= 1;
      product *= y;
    }
    return aroundTwo(y - 2) + Math.log(product);
  }
  return (x - 0.5) * Math.log(x) - x + HALF_LN_TWO_PI + stirlingSeries(x);
}

/**
 * Error of Stirling's formula, ln(x!) - ln(sqrt(2 pi x) (x/e)^x), for x > 0.
 * With `devianceTerm` it gives densities without the cancellation of large logarithms: C. Loader, "Fast and accurate
 * computation of binomial probabilities", 2000.
 */
export function stirlingError(x: number): number {
  if (x >= 10) return stirlingSeries(x);
  return gammaln(x + 1) - (x + 0.5) * Math.log(x) + x - HALF_LN_TWO_PI;
}

/**
 * Loader's deviance term x ln(x/m) + m - x, accurate for x near m. x >= 0, m > 0. Give gap = x - m where it is known more
 * exactly than the subtraction gives it.
 */
export function devianceTerm(x: number, m: number, gap = x - m): number {
  if (x === 0) return m;
  if (Math.abs(gap) < 0.1 * (x + m)) {
    const v = gap / (x + m);
    let sum = gap * v;
    let term = 2 * x * v;
    for (let j = 1; j < 1000; j++) {
      term *= v * v;
      const next = sum + term / (2 * j + 1);
      if (next === sum) return next;
      sum = next;
    }
    return sum;
  }
  return x * Math.log(x / m) - gap;
}
