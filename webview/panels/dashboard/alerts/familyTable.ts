import { namedText } from '../../../../src/core/report/alertsText';
import { familyWord } from '../../../../src/core/text/words';
import type { CadenceView, FamilyLines } from '../../../../src/protocol/alertsView';
import type { Figures } from '../../../kit/figures';
import { t } from '../../../kit/l10n';
import type { TwinTable } from '../../../kit/tableTwin';
import { slotsText } from './alertAxis';
import { errors, stateWords } from './alertWords';

/** What both charts draw, window by window, the reason of each state, and what was named. */
export function familyTable(cadence: CadenceView, lines: FamilyLines, figures: Figures): TwinTable {
  const named = new Map(lines.named.map((each) => [each.window, each]));
  return {
    caption: t('{0}: both charts along the axis of windows, in standard errors', familyWord(lines.setup.family)),
    columns: [t('Window'), t('Rows'), t('This window'), t('Limit'), t('Lasting change'), t('Limit'), t('State'), t('Named')],
    rows: cadence.slots.map((slot, i) => {
      const reason = lines.reasons[lines.reasonOf[i] ?? 0] ?? '';
      const told = named.get(i);
      return [
        slotsText(cadence, slot, slot + 1, figures), figures.count(cadence.rows[i] ?? 0),
        errors(lines.window.values[i], figures), errors(lines.window.limits[i], figures), errors(lines.lasting.values[i], figures), errors(lines.lasting.limits[i], figures),
        lines.states[i] === 2 ? t('not judged: {0}', reason) : (stateWords[lines.states[i] ?? 0] ?? ''),
        told === undefined ? '' : [...told.series.map((one) => namedText(one, lines.setup.family)), ...(told.more === 0 ? [] : [t('and {0} more', figures.count(told.more))])].join('; '),
      ];
    }),
  };
}
