import { env, l10n, Uri, window, workspace } from 'vscode';
import type { CommandContext } from './context';
import { reportPlaces } from '../../core/report/places';
import type { RenderQuery } from '../../protocol/engineCalls';

type ReportFormat = RenderQuery['format'];

/** The pages of its worst features read the rows. */
const renderTimeoutMs = 10 * 60_000;
const endings: Readonly<Record<ReportFormat, string>> = { html: 'html', markdown: 'md', json: 'json' };

/** Writes the report on show to a file of the user's choice. */
export async function exportReport(context: CommandContext, argument: unknown): Promise<void> {
  const { session, code, engine } = context;
  const page = session.page;
  const entry = session.selected;
  if (page === null || entry === null) return void window.showInformationMessage(l10n.t('Open a log first; then its report can be exported.'));
  const format = argument === 'html' || argument === 'markdown' || argument === 'json' ? argument : await pickFormat();
  if (format === undefined) return;
  const folder = workspace.workspaceFolders?.[0]?.uri ?? Uri.file(entry.spec.folder);
  const name = `${entry.spec.name.replaceAll(/[^\w.-]+/g, '-')}-report.${endings[format]}`;
  const target = await window.showSaveDialog({ defaultUri: Uri.joinPath(folder, name), title: l10n.t('Export Report') });
  if (target === undefined) return;
  await workspace.fs.writeFile(target, new TextEncoder().encode(await engine.call('report.render', { ...session.comparisons.query(entry), format, places: reportPlaces(code.places) }, { timeoutMs: renderTimeoutMs })));
  const open = l10n.t('Open');
  if ((await window.showInformationMessage(l10n.t('Report written to {0}.', workspace.asRelativePath(target)), open)) !== open) return;
  if (format === 'html') await env.openExternal(target);
  else await window.showTextDocument(target);
}

async function pickFormat(): Promise<ReportFormat | undefined> {
  const items: { label: string; description: string; format: ReportFormat }[] = [
    { label: 'HTML', description: l10n.t('one file with charts, opens offline'), format: 'html' },
    { label: 'Markdown', description: l10n.t('for a pull request or a wiki'), format: 'markdown' },
    { label: 'JSON', description: l10n.t('every figure, with a published schema'), format: 'json' },
  ];
  return (await window.showQuickPick(items, { title: l10n.t('Export Report') }))?.format;
}
