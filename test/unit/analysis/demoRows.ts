import type { Row } from './cubeOf';
import { gaussian, random } from './cubeOf';

/**
 * A day and a half of a binary model in 48 slots: from slot 24 on `distance` is scaled as miles to kilometres, latency has a longer
 * tail, `origin` gains a level and `weather` loses values.
 */
export function demoRows(perSlot = 100, seed = 7, drift = true): readonly Row[] {
  const u = random(seed);
  const rows: Row[] = [];
  for (let slot = 0; slot < 48; slot += 1) {
    const late = drift && slot >= 24;
    for (let i = 0; i < perSlot; i += 1) {
      const miles = Math.round(Math.exp(6.4 + 0.6 * gaussian(u)));
      const p = 1 / (1 + Math.exp(-gaussian(u)));
      const positive = u() < (late ? 0.5 * p + 0.25 : p);
      rows.push({
        slot,
        numeric: { distance: late ? miles * 1.609 : miles, hour: Math.floor(u() * 24), weather: late && u() < 0.2 ? null : gaussian(u), revenue: 100 + 10 * gaussian(u) + (late ? 4 : 0) },
        category: { origin: late && u() < 0.15 ? 'XXX' : ['ATL', 'JFK', 'LAX'][Math.floor(u() * 3)]! },
        latency: Math.exp(3 + 0.5 * gaussian(u)) * (late && u() < 0.1 ? 8 : 1),
        failed: u() < (late ? 0.03 : 0.005),
        prediction: p >= 0.5 ? 'late' : 'ok',
        label: u() < 0.1 ? null : positive ? 'late' : 'ok',
        score: p,
        version: late ? 'v1.4' : 'v1.3',
      });
    }
  }
  return rows;
}
