/** Real and imaginary parts, one length. */
export interface Complex {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/**
 * Discrete Fourier transform, sum x_t exp(-2 pi i j t/n), of any length: radix 2 for powers of two, else Bluestein's chirp (1970) over
 * them. Unscaled; the inverse of a transform is `fft` of it with re and im exchanged on both sides, over n.
 */
export function fft({ re, im }: Complex): Complex {
  const n = re.length;
  if (n <= 1) return { re: re.slice(), im: im.slice() };
  return (n & (n - 1)) === 0 ? radix2(re, im) : bluestein(re, im);
}

function radix2(fromRe: Float64Array, fromIm: Float64Array): Complex {
  const n = fromRe.length;
  const re = new Float64Array(n);
  const im = new Float64Array(n);
  const bits = Math.log2(n);
  for (let i = 0; i < n; i += 1) {
    let j = 0;
    for (let b = 0; b < bits; b += 1) if ((i >> b) & 1) j |= 1 << (bits - 1 - b);
    re[j] = fromRe[i] as number;
    im[j] = fromIm[i] as number;
  }
  for (let size = 2; size <= n; size *= 2) {
    const half = size / 2;
    for (let k = 0; k < half; k += 1) {
      const angle = (-2 * Math.PI * k) / size;
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      for (let start = k; start < n; start += size) {
        const other = start + half;
        const x = (re[other] as number) * c - (im[other] as number) * s;
        const y = (re[other] as number) * s + (im[other] as number) * c;
        re[other] = (re[start] as number) - x;
        im[other] = (im[start] as number) - y;
        re[start] = (re[start] as number) + x;
        im[start] = (im[start] as number) + y;
      }
    }
  }
  return { re, im };
}

function bluestein(fromRe: Float64Array, fromIm: Float64Array): Complex {
  const n = fromRe.length;
  let size = 1;
  while (size < 2 * n - 1) size *= 2;
  const [cos, sin] = [new Float64Array(n), new Float64Array(n)];
  const [aRe, aIm, bRe, bIm] = [new Float64Array(size), new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  for (let t = 0; t < n; t += 1) {
    // t^2 modulo 2n keeps the angle small, hence exact.
    const angle = (Math.PI * ((t * t) % (2 * n))) / n;
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    cos[t] = c;
    sin[t] = s;
    aRe[t] = (fromRe[t] as number) * c + (fromIm[t] as number) * s;
    aIm[t] = (fromIm[t] as number) * c - (fromRe[t] as number) * s;
    bRe[t] = c;
    bIm[t] = s;
    if (t > 0) {
      bRe[size - t] = c;
      bIm[size - t] = s;
    }
  }
  const [a, b] = [radix2(aRe, aIm), radix2(bRe, bIm)];
  // The product, with its parts exchanged for the inverse.
  const [pIm, pRe] = [new Float64Array(size), new Float64Array(size)];
  for (let j = 0; j < size; j += 1) {
    pIm[j] = (a.re[j] as number) * (b.re[j] as number) - (a.im[j] as number) * (b.im[j] as number);
    pRe[j] = (a.re[j] as number) * (b.im[j] as number) + (a.im[j] as number) * (b.re[j] as number);
  }
  const back = radix2(pRe, pIm);
  const [re, im] = [new Float64Array(n), new Float64Array(n)];
  for (let t = 0; t < n; t += 1) {
    const [x, y] = [(back.im[t] as number) / size, (back.re[t] as number) / size];
    re[t] = x * (cos[t] as number) + y * (sin[t] as number);
    im[t] = y * (cos[t] as number) - x * (sin[t] as number);
  }
  return { re, im };
}

/** sum_t x_t y_(t+k), indices round the circle, for k = 0 .. n-1, of two real series by their transforms. */
export function circularProducts(x: Complex, y: Complex): Float64Array {
  const n = x.re.length;
  // conj(X) Y, with parts exchanged for the inverse.
  const [re, im] = [new Float64Array(n), new Float64Array(n)];
  for (let j = 0; j < n; j += 1) {
    im[j] = (x.re[j] as number) * (y.re[j] as number) + (x.im[j] as number) * (y.im[j] as number);
    re[j] = (x.re[j] as number) * (y.im[j] as number) - (x.im[j] as number) * (y.re[j] as number);
  }
  return fft({ re, im }).im.map((value) => value / n);
}
