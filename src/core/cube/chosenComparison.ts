import type { Report } from '../domain/report';
import type { Comparison, WindowRequest } from '../domain/window';
import { slotCount } from './cube';
import { FaultError } from '../domain/fault';

type Wanted = Comparison | { readonly baseline: WindowRequest | null; readonly current: WindowRequest | null };

/**
 * The comparison that was asked for; null takes the axis' default. Where only one window was named, the other is what lies on its far
 * side: all before the current one, all after the baseline. `look` makes a report of a comparison, to learn where a window lies.
 */
export async function chosenComparison(wanted: Wanted, look: (comparison: Comparison) => Promise<Report>): Promise<Comparison | null> {
  if ('preset' in wanted) return wanted;
  const { baseline, current } = wanted;
  if (baseline !== null && current !== null) return { baseline, current };
  const named = baseline ?? current;
  if (named === null) return null;
  const { axis, baseline: window } = await look({ baseline: named, current: named });
  const rest = baseline === null ? { from: 0, to: window.slots.from } : { from: window.slots.to, to: slotCount(axis) };
  if (rest.to <= rest.from) {
    const [side, other] = baseline === null ? ['before the current window', '--baseline'] : ['after the baseline', '--current'];
    throw FaultError.of('no-rows', `nothing lies ${side}; say what to compare with by ${other}`);
  }
  const far: WindowRequest = { kind: 'slots', ...rest };
  return baseline === null ? { baseline: far, current: named } : { baseline: named, current: far };
}
