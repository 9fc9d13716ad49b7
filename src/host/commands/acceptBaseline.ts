import { l10n, window } from 'vscode';
import { requestOf } from '../../core/baseline/requestOf';
import { FaultError } from '../../core/domain/fault';
import { formatWindowPlace } from '../../core/format/windows';
import { portableSpec } from '../platform/portableSpec';
import type { CommandContext } from './context';
import { changeConfig } from './undoable';

/**
 * The current window is rightly so from now on: keeps it by a name in `model-vitals.json`, compares with it, and acknowledges the incident that it was
 * accepted for, if one is named. All of it can be taken back at once.
 */
export async function acceptBaseline({ alerts, session }: Pick<CommandContext, 'alerts' | 'session'>, incident: unknown): Promise<void> {
  const { selected: entry, page, comparisons, project } = session;
  if (entry === null || page === null) return void window.showInformationMessage(l10n.t('No log is selected. Pick one in the Sources view first.'));
  if (entry.folder === null) throw FaultError.of('not-supported', 'the log lies outside the workspace: open its folder first');
  const { axis, current } = page.report;
  const { spec, folder, key } = entry;
  const accepted = requestOf(axis, current.slots);
  const place = formatWindowPlace(current);
  const name = l10n.t('accepted {0}', place);
  const before = comparisons.chosen(key);
  const marked = alerts.incidents.find((each) => each.key === incident && each.state === 'firing');

  const changed = await changeConfig(project, folder, (text, { withBaseline, withSource }) =>
    withBaseline(spec.kind === 'log' ? withSource(text, portableSpec(spec, folder.fsPath)) : text, spec.name, name, accepted),
  );
  await session.compare(axis.kind, { baseline: { kind: 'named', name }, current: accepted });
  if (marked !== undefined) await alerts.mark(marked.key, 'acknowledged');
  await changed.offerUndo(l10n.t('{0} is the baseline now.', place), async () => {
    await session.compare(before.axis, before.comparison);
    if (marked !== undefined) await alerts.mark(marked.key, null);
  });
}
