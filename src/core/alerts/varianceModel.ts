/** Variance of a window's mean: `tau2 + phi * u`, u = row variance over the window's rows. */
export interface VarianceModel {
  readonly tau2: number;
  readonly phi: number;
}

/**
 * Fits `tau2 + phi u_i` to squared residuals (each over 1 - leverage) of windows with unequal numbers of rows, by weighted least
 * squares with the weights of the fit before (variance of a square is proportional to its expectation squared). `tau2` is what
 * windows differ by beyond their rows, at least 0; `phi` at least `leastPhi`: 1 where u is the variance of independent rows.
 */
export function fitVariance(squares: ArrayLike<number>, u: ArrayLike<number>, leastPhi: number): VarianceModel {
  const n = squares.length;
  let meanSquare = 0;
  let meanU = 0;
  for (let i = 0; i < n; i += 1) {
    meanSquare += (squares[i] as number) / n;
    meanU += (u[i] as number) / n;
  }
  if (!(meanU > 0)) return { tau2: meanSquare, phi: leastPhi };
  if (!(meanSquare > 0)) return { tau2: 0, phi: Math.max(leastPhi, 1) };
  // In units of their means, so that no figure's own unit can overflow a fourth power.
  const unit = meanSquare / meanU;
  const least = leastPhi / unit;
  if (!Number.isFinite(unit) || !Number.isFinite(least)) return { tau2: 0, phi: leastPhi };
  const r = Float64Array.from(squares, (square) => square / meanSquare);
  const x = Float64Array.from(u, (each) => each / meanU);
  let model: VarianceModel = { tau2: 0, phi: Math.max(least, 1) };
  for (let round = 0; round < 4; round += 1) model = refit(r, x, least, model);
  return { tau2: model.tau2 * meanSquare, phi: Math.max(leastPhi, model.phi * unit) };
}

function refit(squares: ArrayLike<number>, u: ArrayLike<number>, leastPhi: number, last: VarianceModel): VarianceModel {
  let [w0, wu, wuu, wr, wur] = [0, 0, 0, 0, 0];
  for (let i = 0; i < squares.length; i += 1) {
    const x = u[i] as number;
    const r = squares[i] as number;
    const sigma2 = last.tau2 + last.phi * x;
    const w = sigma2 > 0 ? 1 / (sigma2 * sigma2) : 0;
    w0 += w;
    wu += w * x;
    wuu += w * x * x;
    wr += w * r;
    wur += w * x * r;
  }
  const determinant = w0 * wuu - wu * wu;
  let phi = determinant > 1e-12 * w0 * wuu ? (w0 * wur - wu * wr) / determinant : wuu > 0 ? wur / wuu : leastPhi;
  let tau2 = w0 > 0 ? (wr - phi * wu) / w0 : 0;
  if (tau2 < 0) {
    tau2 = 0;
    phi = wuu > 0 ? wur / wuu : leastPhi;
  }
  if (phi < leastPhi) {
    phi = leastPhi;
    tau2 = w0 > 0 ? Math.max(0, (wr - phi * wu) / w0) : 0;
  }
  return { tau2, phi };
}
