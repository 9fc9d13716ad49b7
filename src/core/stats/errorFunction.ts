const TWO_OVER_SQRT_PI = 2 / Math.sqrt(Math.PI);

/**
 * Error function, 2/sqrt(pi) times the integral of exp(-t^2) over 0..x; relative accuracy about 1e-15.
 * Series 7.6.2 of the NIST Digital Library of Mathematical Functions, whose terms are all of one sign. NaN in, NaN out.
 */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (size >= 2) return Math.sign(x) * (1 - erfcTail(size));
  const square = x * x;
  let term = x;
  let sum = x;
  for (let k = 1; k < 200; k++) {
    term *= (2 * square) / (2 * k + 1);
    sum += term;
    if (Math.abs(term) <= 1e-17 * Math.abs(sum)) break;
  }
  return TWO_OVER_SQRT_PI * Math.exp(-square) * sum;
}

/** Complementary error function 1 - erf(x); relative accuracy better than 1e-12 down to the smallest normal number. */
export function erfc(x: number): number {
  if (x >= 2) return erfcTail(x);
  if (x <= -2) return 2 - erfcTail(-x);
  return 1 - erf(x);
}

/**
 * exp(x^2) erfc(x) for x >= 2 by the continued fraction 7.9.2 of the DLMF, read from the end: at x = 2 a depth of 80 reaches
 * full precision, and the fraction only converges faster for larger x.
 */
export function scaledErfcTail(x: number): number {
  let fraction = x;
  for (let k = 80; k >= 1; k--) fraction = x + k / 2 / fraction;
  return 1 / (fraction * Math.sqrt(Math.PI));
}

function erfcTail(x: number): number {
  if (x > 27.3) return 0;
  // x^2 is split, as its rounding error alone would be magnified by the exponential.
  const head = Math.round(x * 4096) / 4096;
  return Math.exp(-head * head) * Math.exp(-(x - head) * (x + head)) * scaledErfcTail(x);
}
