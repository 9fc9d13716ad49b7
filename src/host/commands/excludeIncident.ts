import { l10n, window } from 'vscode';
import { FaultError } from '../../core/domain/fault';
import { formatSpan } from '../../core/format/time';
import type { CommandContext } from './context';
import { openConfig } from './openConfig';

/** Leaves an incident's time out of what alerts judge and learn from, in `model-vitals.json`; what was written can be taken back at once. */
export async function excludeIncident(context: CommandContext, key: string): Promise<void> {
  const { alerts, session } = context;
  const found = alerts.incidents.find((each) => each.key === key);
  if (found === undefined) throw FaultError.of('not-found', 'this incident is no longer listed');
  const start = found.opened.start;
  const end = (found.of === 'chart' ? found.last?.end : found.incident.end) ?? alerts.replay?.cadences[found.cadence]?.windows.at(-1)?.end ?? null;
  if (start === null || end === null) throw FaultError.of('not-supported', 'ranges are excluded by time, and this log is judged by rows');
  const folder = session.selected?.folder ?? null;
  if (folder === null) throw FaultError.of('not-supported', 'the log lies outside the workspace: open its folder first');
  const { configs } = session.project;
  await configs.edit(folder, (text, { withExcluded }) => withExcluded(text, start, end));
  const [undo, open] = [l10n.t('Undo'), l10n.t('Open Configuration')];
  void window.showInformationMessage(l10n.t('{0} is left out of the alerts.', formatSpan(start, end)), undo, open).then(async (choice) => {
    if (choice === undo) await configs.edit(folder, (text, { withoutExcluded }) => withoutExcluded(text, start, end));
    if (choice === open) await openConfig(context);
  });
}
