import { l10n, Position, Range, Uri, window, workspace } from 'vscode';
import { formatCount } from '../../core/format/numbers';
import type { CommandContext } from './context';
import { entryFor } from './entryFor';

/** Lists the lines that could not be read, with reason, and opens the one picked. */
export async function showBadLines(context: CommandContext, key: unknown, path: unknown): Promise<void> {
  const none = l10n.t('No open log has bad lines: every line that was read is a row.');
  const entry = await entryFor(context, key, { title: l10n.t('Show Bad Lines'), none, fits: ({ state }) => (state?.badLineList.length ?? 0) > 0 });
  const lines = (entry?.state?.badLineList ?? []).filter(({ file }) => typeof path !== 'string' || file === path);
  if (entry === null || entry.state === null) return;
  if (lines.length === 0) return void window.showInformationMessage(none);
  const total = typeof path === 'string' ? (entry.state.files.find((file) => file.path === path)?.badLines ?? lines.length) : entry.state.badLines;
  const items = lines.map((line) => ({
    label: `${workspace.asRelativePath(line.file, false)}${line.line === null ? '' : `:${line.line}`}`,
    description: line.reason,
    detail: line.excerpt ?? '',
    line,
  }));
  const shown = total > lines.length ? l10n.t('the first {0} of {1}', formatCount(lines.length), formatCount(total)) : formatCount(total);
  const picked = await window.showQuickPick(items, { title: l10n.t('Bad Lines of {0}: {1}', entry.spec.name, shown), matchOnDescription: true, matchOnDetail: true });
  if (picked === undefined) return;
  const at = new Position(Math.max(0, (picked.line.line ?? 1) - 1), 0);
  await window.showTextDocument(Uri.file(picked.line.file), { selection: new Range(at, at) });
}
