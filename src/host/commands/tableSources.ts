import { commands as vscodeCommands, l10n, ProgressLocation, QuickPickItemKind, type QuickPickItem, type Uri, window, workspace } from 'vscode';
import { faultOf } from '../../core/domain/fault';
import { type Role, roles } from '../../core/domain/role';
import type { SourceState } from '../../core/domain/source';
import { metricsIn } from '../../core/domain/specParts';
import { formatCount } from '../../core/format/numbers';
import { roleReasonText } from '../../core/roles/roleReasonText';
import { isWarehouse, type WarehouseSpec } from '../../core/warehouse/warehouseSpec';
import { commands } from '../ids';
import { askTable, type AskedTable, tableTitle } from '../metrics/askTable';
import type { CommandContext } from './context';
import { entryFor } from './entryFor';
import { changeConfig } from './undoable';

const testTimeoutMs = 10 * 60_000;

/** Guided: engine, address, table, log-in, test, roles, name; then written to `model-vitals.json` and opened. Nothing is kept before the last step. */
export async function addTable(context: CommandContext): Promise<void> {
  if (!workspace.isTrusted) throw new Error('This workspace is not trusted: no database is asked. Trust it first (Workspaces: Manage Workspace Trust).');
  const { project } = context.session;
  const folder = context.session.selected?.folder ?? workspace.workspaceFolders?.[0]?.uri;
  if (folder === undefined) return void window.showInformationMessage(l10n.t('Open a folder first: tables stand in its model-vitals.json.'));
  if (!project.searched) await project.refresh();
  const taken = new Set(project.entries.flatMap(({ spec }) => [spec.name, ...metricsIn(spec).map(({ name }) => name)]));
  const asked = await settle(context, folder, taken, await askTable(folder.fsPath, taken, null));
  if (asked === undefined) return;
  const name = await window.showInputBox({ title: tableTitle(), prompt: l10n.t('Its name on the panel'), value: asked.spec.name, ignoreFocusOut: true, validateInput: (text) => (text.trim() === '' || taken.has(text.trim()) ? l10n.t('A name that is not taken yet') : undefined) });
  if (name !== undefined) await save(context, folder, { ...asked, spec: { ...asked.spec, name: name.trim() } }, l10n.t('{0} was added to model-vitals.json.', name.trim()));
}

/** The same questions once more, of a table that stands in `model-vitals.json`. */
export async function editTable(context: CommandContext, node: unknown): Promise<void> {
  const none = l10n.t('No table stands in model-vitals.json. Add one first (Add Table of a Database…).');
  const entry = await entryFor(context, node, { title: tableTitle(), none, fits: ({ folder, spec }) => folder !== null && isWarehouse(spec) });
  if (entry === null || entry.folder === null || !isWarehouse(entry.spec)) return;
  const { folder, spec } = entry;
  const before = { spec, secrets: {} };
  const asked = await settle(context, folder, null, await askTable(folder.fsPath, null, before));
  if (asked !== undefined) await save(context, folder, asked, l10n.t('{0} was changed in model-vitals.json.', spec.name));
}

async function save(context: CommandContext, folder: Uri, { spec, secrets }: AskedTable, said: string): Promise<void> {
  const { project } = context.session;
  for (const [secret, value] of Object.entries(secrets)) await project.secrets.set(folder.fsPath, secret, value);
  const changed = await changeConfig(project, folder, (text, { withWarehouse }) => withWarehouse(text, spec));
  const entry = project.entries.find((one) => one.spec.name === spec.name && one.folder?.toString() === folder.toString());
  await Promise.all([changed.offerUndo(said), entry === undefined ? null : vscodeCommands.executeCommand(commands.openDashboard, entry.key)]);
}

/** Tests what was answered, again and with other answers until it does, or until somebody keeps it as it is; then its roles are looked through. */
async function settle(context: CommandContext, folder: Uri, taken: ReadonlySet<string> | null, first: AskedTable | undefined): Promise<AskedTable | undefined> {
  for (let asked = first; asked !== undefined; ) {
    const found = await test(context, asked);
    if ('state' in found) {
      const chosen = await chooseRoles(found.state, asked.spec);
      return chosen === undefined ? undefined : { ...asked, spec: chosen };
    }
    if (found.problem === null) return undefined;
    const [again, change, keep] = [l10n.t('Try Again'), l10n.t('Change Answers'), l10n.t('Keep It Anyway')];
    const choice = await window.showWarningMessage(l10n.t('{0} could not be asked', asked.spec.name), { modal: true, detail: found.problem }, again, change, keep);
    if (choice === keep) return asked;
    if (choice === change) asked = await askTable(folder.fsPath, taken, asked);
    else if (choice !== again) return undefined;
  }
  return undefined;
}

/** Asks the engine once; a problem is null where it was cancelled. */
async function test({ engine, session }: CommandContext, { spec, secrets }: AskedTable): Promise<{ readonly state: SourceState } | { readonly problem: string | null }> {
  const kept = await session.project.secrets.of(spec);
  try {
    const state = await window.withProgress({ location: ProgressLocation.Notification, title: l10n.t('Asking {0}…', spec.name), cancellable: true }, (_, token) => {
      const stop = new AbortController();
      token.onCancellationRequested(() => stop.abort());
      return engine.call('warehouse.test', { spec, secrets: { ...kept, ...secrets }, readAtMs: Date.now() }, { signal: stop.signal, timeoutMs: testTimeoutMs });
    });
    return state.state === 'failed' ? { problem: `${state.warehouse?.place ?? spec.name}: ${state.reason ?? ''}` } : { state };
  } catch (error) {
    const { code, detail } = faultOf(error);
    return { problem: code === 'cancelled' ? null : detail };
  }
}

interface ColumnItem extends QuickPickItem {
  readonly column: string | null;
}

/** What the columns stand for, as they were judged: one after the other is changed until they are taken. */
async function chooseRoles(state: SourceState, spec: WarehouseSpec): Promise<WarehouseSpec | undefined> {
  const title = l10n.t('{0}: {1} rows, {2} columns', spec.table ?? l10n.t('The query'), formatCount(state.rows), formatCount(state.columns.length));
  let changed: Readonly<Record<string, Role>> = spec.roles ?? {};
  for (;;) {
    const now = state.roles.map(({ column, role, reasons }) => ({ column, role: changed[column] ?? role, reason: column in changed ? l10n.t('chosen by hand') : reasons.map(roleReasonText).join('; ') }));
    const own = now.filter(({ role }) => role !== 'feature' && role !== 'ignore');
    const hasAxis = own.some(({ role }) => role === 'timestamp' || role === 'version');
    const items: ColumnItem[] = [
      { label: l10n.t('Use these roles'), detail: hasAxis ? own.map(({ column, role }) => `${role}: ${column}`).join(', ') : l10n.t('None is a time or a version yet, so there would be nothing to compare: choose one below'), column: null },
      { label: l10n.t('Columns'), kind: QuickPickItemKind.Separator, column: null },
      ...[...now].sort((a, b) => Number(own.includes(b)) - Number(own.includes(a))).map(({ column, role, reason }): ColumnItem => ({ label: column, description: role, detail: reason, column })),
    ];
    const picked = await window.showQuickPick(items, { title, placeHolder: l10n.t('What do its columns stand for? Choose one to change it.'), matchOnDescription: true, ignoreFocusOut: true });
    if (picked === undefined) return undefined;
    const { column } = picked;
    if (column === null) return Object.keys(changed).length === 0 ? spec : { ...spec, roles: changed };
    const role = await window.showQuickPick(roles.map((label) => ({ label, picked: label === picked.description })), { title, placeHolder: l10n.t('What does {0} stand for?', column), ignoreFocusOut: true });
    if (role !== undefined) changed = { ...changed, [column]: role.label };
  }
}
