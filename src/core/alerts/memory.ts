import { normalQuantile, normalSf } from '../stats/normal';
import { type FittedDesign, freedOfFit } from './fittedMemory';
import { ewmaWeight } from './lastingChart';

/** Windows that residuals are taken to remember at most. */
export const mostLags = 24;
/** Series that are asked for their memory: those that move chart B most. */
const mostAsked = 64;
/** Windows of chart B's own memory that matter beyond that of its residuals. */
const chartLags = 36;
/** Points of a tail that its memory is averaged over. */
const points = 16;

/** What residuals of a baseline remember from window to window. */
export interface Memory {
  /** Autocorrelation by lag, 1 at lag 0. */
  readonly rho: Float64Array;
  /** Variance of chart B over what independent residuals give it. */
  readonly inflation: number;
}

/**
 * Autocorrelation of studentised residuals (series-major), pooled over the series that move chart B most, each by the square of the variance that the chart
 * has of it: what wanders sets the chart's largest values. `variances` are those by series, in units of what independent residuals give. A lag whose
 * autocorrelation is within two standard errors of 0 counts as none.
 */
export function memoryOf(z: Float64Array, variances: Float64Array, windows: number, design: FittedDesign): Memory {
  const asked = [...variances.keys()].filter((j) => (variances[j] as number) > 0).sort((a, b) => (variances[b] as number) - (variances[a] as number)).slice(0, mostAsked);
  const lags = Math.max(0, Math.min(mostLags, Math.floor(windows / 4)));
  const rho = new Float64Array(lags + 1);
  let all = 0;
  for (const j of asked) {
    const weight = (variances[j] as number) ** 4;
    const own = autocorrelation(z, j * windows, windows, lags);
    if (own === null) continue;
    all += weight;
    for (let k = 0; k <= lags; k += 1) rho[k] = (rho[k] as number) + weight * (own[k] as number);
  }
  if (!(all > 0)) return { rho: Float64Array.of(1), inflation: 1 };
  for (let k = 0; k <= lags; k += 1) rho[k] = (rho[k] as number) / all;
  const freed = freedOfFit(design, rho);
  return { rho: freed, inflation: inflationOf(freed) };
}

function autocorrelation(z: Float64Array, offset: number, windows: number, lags: number): Float64Array | null {
  const out = new Float64Array(lags + 1);
  for (let k = 0; k <= lags; k += 1) {
    let sum = 0;
    for (let i = offset; i + k < offset + windows; i += 1) sum += (z[i] as number) * (z[i + k] as number);
    out[k] = sum / (windows - k);
  }
  const variance = out[0] as number;
  return variance > 0 ? out.map((each) => each / variance) : null;
}

/** Sum of rho_k (1 - weight)^|k|: the variance of an exponentially weighted mean over that of independent values. At least 1/4, since a short sum may not be positive. */
function inflationOf(rho: Float64Array): number {
  let sum = 1;
  for (let k = 1; k < rho.length; k += 1) sum += 2 * (rho[k] as number) * (1 - ewmaWeight) ** k;
  return Math.max(0.25, sum);
}

/** Autocorrelation of chart B by lag, from that of its residuals. */
export function chartMemory({ rho }: Pick<Memory, 'rho'>): Float64Array {
  const at = (lag: number): number => {
    let sum = (1 - ewmaWeight) ** Math.abs(lag);
    for (let k = 1; k < rho.length; k += 1) sum += (rho[k] as number) * ((1 - ewmaWeight) ** Math.abs(lag - k) + (1 - ewmaWeight) ** Math.abs(lag + k));
    return sum;
  };
  const own = Math.max(at(0), 1e-9);
  return Float64Array.from({ length: chartLags + rho.length }, (_, lag) => (lag === 0 ? 1 : Math.max(-1, Math.min(1, at(lag) / own))));
}

/**
 * Mean number of windows that pass a limit together: 1 plus the sum over the lags of how much likelier a normal value of autocorrelation `rho` lies above
 * `limit` (in its own sd) when an earlier one does. 1/extremal index (Leadbetter 1983) at that limit.
 */
export function clusterSize(rho: ArrayLike<number>, limit: number): number {
  const tail = normalSf(limit);
  if (!(tail > 0)) return 1;
  const above = Float64Array.from({ length: points }, (_, i) => -normalQuantile((tail * (i + 0.5)) / points));
  let size = 1;
  for (let k = 1; k < rho.length; k += 1) {
    const r = Math.min(rho[k] as number, 1 - 1e-9);
    if (r === 0) continue;
    const rest = Math.sqrt(1 - r * r);
    let likely = 0;
    for (const x of above) likely += normalSf((limit - r * x) / rest) / points;
    size += likely - tail;
  }
  return Math.max(1, size);
}
