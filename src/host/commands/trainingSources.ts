import { commands as vscodeCommands, l10n, type Uri, window } from 'vscode';
import { withTraining } from '../../core/config/editConfig';
import { commands } from '../ids';
import type { AskedTraining } from '../metrics/askTraining';
import type { CommandContext } from './context';

/** The last steps of the guided pick for training runs: their log, their name; then written to `model-vitals.json` and opened. */
export async function addTraining({ session }: CommandContext, folder: Uri, taken: ReadonlySet<string>, { store, secrets }: AskedTraining): Promise<void> {
  const { project } = session;
  const logs = project.entries.filter((entry) => entry.spec.kind === 'log' && entry.origin === 'configured' && entry.folder?.toString() === folder.toString());
  const title = l10n.t('Add Training Runs');
  const items = [...logs.map(({ spec }) => ({ label: l10n.t('The model of {0}', spec.name), detail: l10n.t('its deployed run is put beside what the log measured'), of: spec.name })), { label: l10n.t('No log'), detail: l10n.t('runs alone'), of: null }];
  const model = logs.length === 0 ? { of: null } : await window.showQuickPick(items, { title, placeHolder: l10n.t('Whose training is it?'), ignoreFocusOut: true });
  if (model === undefined) return;
  const name = await window.showInputBox({ title, prompt: l10n.t('Its name on the panel'), value: store.name, ignoreFocusOut: true, validateInput: (text) => (text.trim() === '' || taken.has(text.trim()) ? l10n.t('A name that is not taken yet') : undefined) });
  if (name === undefined) return;
  for (const [secret, value] of Object.entries(secrets)) await project.secrets.set(folder.fsPath, secret, value);
  await project.configs.edit(folder, (text) => withTraining(text, { ...store, name: name.trim(), ...(model.of === null ? {} : { of: model.of }) }));
  await project.applyConfigs();
  const entry = project.entries.find((one) => one.spec.name === name.trim());
  if (entry !== undefined) await vscodeCommands.executeCommand(commands.openDashboard, entry.key);
}
