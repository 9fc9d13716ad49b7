/** Seeded uniform numbers in [0, 1): mulberry32. The same seed gives the same log on every machine. */
export function uniform(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Log-normal numbers with the given median and sigma of the logarithm (Box-Muller, one draw a pair). */
export function logNormal(next, median, sigma) {
  const radius = Math.sqrt(-2 * Math.log(1 - next()));
  return median * Math.exp(sigma * radius * Math.cos(2 * Math.PI * next()));
}
