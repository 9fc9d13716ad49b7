import { formatFixed } from '../../format/numbers';
import { formatDuration } from '../../format/time';
import type { SloRule } from '../rules/ruleSet';
import { type BurnPair, burnPairs, canFire } from './burnPairs';
import { sloStep } from './sloCounts';

/** `99.95 %`, with as many digits as were written. */
export function objectiveText(objective: number): string {
  return `${Number((objective * 100).toPrecision(9))} %`;
}

/** A share with one digit more than the objective, so that 99.94 and 99.9 differ. */
export function shareText(share: number | null, objective: number): string {
  if (share === null) return 'not available';
  const digits = (/\.(\d+)/.exec(objectiveText(objective))?.[1] ?? '').length;
  return `${formatFixed(share * 100, Math.min(8, digits + 1))} %`;
}

export function formatBurn(burn: number | null): string {
  return burn === null ? 'without requests' : formatFixed(burn, 1);
}

/** A name for an objective that has none: `99 % under 500 ms`. */
export function sloName({ objective, slowerThan }: Pick<SloRule, 'objective' | 'slowerThan'>): string {
  return `${objectiveText(objective)} ${slowerThan === null ? 'without error' : `within ${slowerThan} ms`}`;
}

/** What the rule does. `bad` says which requests are bad; null where the log does not tell. */
export function sloWords({ objective, slowerThan, days, notify }: SloRule, bad: string | null): string {
  const pairs = burnPairs.filter((pair) => canFire(pair, objective));
  const over = ({ long, short }: BurnPair): string => `over the last ${formatDuration(long * sloStep)} and ${formatDuration(short * sloStep)}`;
  const [fast, slow] = pairs.filter(({ severity }) => severity === 'page');
  const asked = `Asks that ${objectiveText(objective)} of the requests of ${days} d are answered ${slowerThan === null ? `without error${bad === null ? '' : ` (${bad})`}` : `within ${slowerThan} ms`}`;
  const pages = [fast, slow].flatMap((pair) => (pair === undefined ? [] : [`${pair.threshold} times ${over(pair)}`])).join(' or ');
  const page = pages === '' ? 'never pages, since at this objective not even an outage is fast enough' : `pages${notify ? ' with a message' : ''} while the ${objectiveText(1 - objective)} that may ${slowerThan === null ? 'fail' : 'be late'} is used up too fast, more than ${pages}`;
  const ticket = pairs.filter(({ severity }) => severity === 'ticket').map((pair) => `opens a ticket while it is too fast at all ${over(pair)}`);
  return `${asked}: ${[page, ...ticket].join(', ')}, and does neither for one request alone or where traffic is too low to be sure.`;
}
