/** How often and how long to wait before a request is sent again. */
export interface RetryPolicy {
  /** Requests in all, the first among them. */
  readonly attempts: number;
  /** Bound of the first wait, ms; each further bound is twice the one before, up to `capMs`. */
  readonly baseMs: number;
  readonly capMs: number;
  /** The longest that a server's own `Retry-After` is obeyed in place, ms; where it asks for more, the fault says so and whoever polls waits. */
  readonly longestRetryAfterMs: number;
}

export const defaultRetries: RetryPolicy = { attempts: 4, baseMs: 250, capMs: 5_000, longestRetryAfterMs: 10_000 };

/** Statuses that may pass by themselves. */
export const passingStatuses: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/**
 * Wait before attempt `attempt + 1` (`attempt` counts from 1), ms: exponential back-off with full jitter, uniform in [0, min(cap, base · 2^(attempt-1))]
 * (M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015); a server's `Retry-After` comes before it.
 * @param chance uniform in [0, 1)
 */
export function backOff(policy: RetryPolicy, attempt: number, chance: number, retryAfterMs: number | null = null): number {
  const jitter = chance * Math.min(policy.capMs, policy.baseMs * 2 ** (attempt - 1));
  return retryAfterMs === null ? jitter : retryAfterMs + chance * policy.baseMs;
}

/** `Retry-After` as seconds or as an HTTP date (RFC 9110, 10.2.3), in ms from `nowMs`; null where it is neither. Never negative. */
export function retryAfter(header: string | undefined, nowMs: number): number | null {
  const text = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000;
  if (!/^[A-Za-z]{3,9},? /.test(text)) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
}
