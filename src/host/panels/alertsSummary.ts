import { setupsOf } from '../../core/alerts/cadences';
import { countedWindows, windowsCount } from '../../core/report/cadenceText';
import { formatCount } from '../../core/format/numbers';
import { formatInstant } from '../../core/format/time';
import type { AlertsSummary } from '../../protocol/alertsView';
import { t } from '../../core/text/texts';
import { faultText } from '../platform/faultText';
import type { AlertBook } from '../project/alertBook';

/** What every page of the panel says of the alerts. */
export function alertsSummary(book: Pick<AlertBook, 'replay' | 'fault' | 'incidents' | 'isJudging' | 'progress' | 'revision'>): AlertsSummary {
  const { replay, fault, incidents } = book;
  const open = incidents.filter(({ closed }) => closed === null);
  const judged = (replay === null ? [] : setupsOf(replay)).filter(({ reason, calibration }) => reason === null && calibration.kind !== 'not calibrated');
  return {
    state: book.isJudging ? 'judging' : fault !== null ? 'failed' : replay === null ? 'waiting' : 'ready',
    revision: book.revision,
    progress: book.progress,
    problem: fault === null ? null : { fault, ...faultText(fault) },
    windows: replay === null ? '' : windowsCount(replay.axis, countedWindows(replay)),
    firing: open
      .filter(({ state }) => state === 'firing')
      .map(({ key, kind, opened, calibrated }) => ({ key, kind, calibrated, since: opened.start === null ? t('window {0}', formatCount(opened.from + 1)) : formatInstant(opened.start) })),
    seen: open.filter(({ state }) => state !== 'firing').length,
    judged: judged.length + (replay?.rules.filter((rule) => rule.state !== 'not judged').length ?? 0),
    calibrated: judged.every(({ calibration }) => calibration.kind === 'calibrated'),
  };
}
