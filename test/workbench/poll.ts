/** How long a page object waits for what it looks for, in milliseconds, unless told otherwise. */
export const WAIT_MS = 20_000;

/**
 * Asks `probe` again and again until it returns something other than `undefined`, `null` or `false`.
 * A probe that throws counts as "not yet"; its last error is part of the message at the end.
 * @param what names the thing waited for, in the error
 */
export async function poll<T>(
  what: string,
  probe: () => Promise<T | undefined | null | false> | T | undefined | null | false,
  timeoutMs: number = WAIT_MS,
): Promise<T> {
  const end = Date.now() + timeoutMs;
  let last: unknown;
  for (;;) {
    try {
      const value = await probe();
      if (value !== undefined && value !== null && value !== false) return value;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) {
      const reason = last instanceof Error ? `: ${last.message}` : '';
      throw new Error(`Waited ${timeoutMs / 1000} s in vain for ${what}${reason}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
