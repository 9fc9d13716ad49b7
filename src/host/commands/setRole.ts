import { l10n, window } from 'vscode';
import { roles } from '../../core/domain/role';
import { roleReasonText } from '../../core/roles/roleReasonText';
import type { CommandContext } from './context';
import { entryFor } from './entryFor';

/** Corrects the role of a column: column, then role; written to `model-vitals.json`. */
export async function setRole(context: CommandContext, node: unknown): Promise<void> {
  const none = l10n.t('Open a log or a table first; then its columns can be given other roles.');
  const entry = await entryFor(context, node, { title: l10n.t('Set Column Role'), none, fits: ({ state }) => (state?.roles.length ?? 0) > 0 });
  if (entry === null || entry.state === null) return;
  const title = l10n.t('Column Roles of {0}', entry.spec.name);
  const columns = entry.state.roles.map(({ column, role, reasons }) => ({ label: column, description: role, detail: reasons.map(roleReasonText).join('; ') }));
  const column = await window.showQuickPick(columns, { title, placeHolder: l10n.t('Which column?'), matchOnDescription: true });
  if (column === undefined) return;
  const role = await window.showQuickPick(roles.map((label) => ({ label, picked: label === column.description })), { title, placeHolder: l10n.t('What does {0} stand for?', column.label) });
  if (role !== undefined) await context.session.project.setRole(entry, column.label, role.label);
}
