import { commands as vscodeCommands, l10n } from 'vscode';
import { commands } from '../ids';
import { portablePath } from '../platform/paths';
import { portableSpec } from '../platform/portableSpec';
import type { CommandContext } from './context';
import { entryFor } from './entryFor';
import { changeConfig } from './undoable';

/** Joins the file that looks like a log's labels: written to `model-vitals.json`, then the log is read again. */
export async function useLabels(context: CommandContext, node: unknown): Promise<void> {
  const none = l10n.t('No file beside an open log looks like its labels. They can be named as "labels" in model-vitals.json.');
  const entry = await entryFor(context, node, { title: l10n.t('Use Offered File as Labels'), none, fits: ({ spec, state }) => spec.kind === 'log' && state?.labelOffer !== undefined });
  const offer = entry?.state?.labelOffer;
  if (entry === null || entry.spec.kind !== 'log' || offer === undefined) return;
  const { folder, spec, key } = entry;
  if (folder === null) throw new Error('Labels of this log cannot be kept: it lies outside the workspace. Open its folder first.');
  const { path, id, labelId, label, time } = offer;
  const labels = { paths: [portablePath(folder.fsPath, path, spec.folder)], id, labelId, label, ...(time === null ? {} : { time }) };
  const changed = await changeConfig(context.session.project, folder, (text, { withLabels }) => withLabels(text, portableSpec(spec, folder.fsPath), labels));
  await Promise.all([changed.offerUndo(l10n.t('{0} is joined to {1} as its labels.', path, spec.name)), vscodeCommands.executeCommand(commands.openDashboard, key)]);
}
