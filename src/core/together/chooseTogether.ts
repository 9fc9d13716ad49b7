import { timeSteps } from '../cube/chooseStep';
import { windowsOf } from '../alerts/chooseWindows';
import type { WindowAxis } from '../alerts/planReplay';
import type { SourceState } from '../domain/source';
import { leastTogether } from './movesTogether';

/** Windows that leave room for quiet ones without a value: a third may be empty. */
const goodCount = leastTogether * 1.5;
const goodRows = 50;
const fewRows = 20;
const mostCount = 5_000;
const second = 1_000_000;

/** The longest windows that give enough of them, rows allowing; else those that come nearest. Null for a log without two rows. */
export function togetherAxis({ rows, time }: Pick<SourceState, 'rows' | 'time'>): WindowAxis | null {
  if (rows < 2) return null;
  const { from, to } = time;
  if (from === null || to === null || to <= from) {
    const step = Math.max(fewRows, Math.floor(rows / goodCount));
    return { kind: 'row', step, count: Math.ceil(rows / step), total: rows };
  }
  const cuts = timeSteps.filter((step) => step >= second).map((step) => windowsOf(from, to, step)).filter(({ count }) => count <= mostCount && count > 1).reverse();
  for (const [count, each] of [[goodCount, goodRows], [goodCount, fewRows], [leastTogether, fewRows]] as const) {
    const fitting = cuts.find((cut) => cut.count >= count && rows / cut.count >= each);
    if (fitting !== undefined) return { kind: 'time', ...fitting };
  }
  const most = cuts.filter((cut) => rows / cut.count >= fewRows).pop() ?? cuts[0];
  return most === undefined ? null : { kind: 'time', ...most };
}
