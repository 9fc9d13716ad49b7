import { commands as vscodeCommands, l10n, window, workspace } from 'vscode';
import { formatBytes } from '../../core/format/sizes';
import { countOf } from '../../core/format/numbers';
import { commands } from '../ids';
import { placeOf, type SourceEntry } from '../project/sourceEntry';
import { type CommandContext, entryOf } from './context';

export interface Wanted {
  /** The command's title, over the list that is picked from. */
  readonly title: string;
  readonly fits?: (entry: SourceEntry) => boolean;
  /** Said where there are sources and none fits: what to do instead. */
  readonly none?: string;
  /** Whether the selected source is taken without asking, where it fits; it is unless told. */
  readonly selected?: boolean;
}

/** The source that a command works on: the one it was called on, the selected one, the only one that fits, or one that is picked. Null is said in words before. */
export async function entryFor(context: CommandContext, argument: unknown, { title, fits = () => true, none, selected = true }: Wanted): Promise<SourceEntry | null> {
  const { session } = context;
  const { project } = session;
  const given = typeof argument === 'string' || (typeof argument === 'object' && argument !== null && 'entry' in argument) ? entryOf(context, argument) : null;
  if (given !== null && fits(given)) return given;
  if (!project.searched) await project.refresh();
  const fitting = project.entries.filter(fits);
  if (given === null && selected && session.selected !== null && fits(session.selected)) return session.selected;
  if (given !== null || (fitting.length === 0 && project.entries.length > 0)) {
    void window.showInformationMessage(none ?? l10n.t('No source fits this.'));
    return null;
  }
  if (fitting.length === 0) {
    offerSource();
    return null;
  }
  if (fitting.length === 1 && selected) return fitting[0] ?? null;
  const items = fitting.map((entry) => ({ label: entry.spec.name, description: describe(entry), entry }));
  return (await window.showQuickPick(items, { title, placeHolder: l10n.t('Which source?'), matchOnDescription: true }))?.entry ?? null;
}

function describe({ candidate, spec }: SourceEntry): string {
  return candidate === null ? placeOf(spec) : `${countOf(candidate.files, 'file')}, ${formatBytes(candidate.bytes)}`;
}

/** There is nothing to work on: what can be done about it. Does not wait for the answer, so that whoever asked goes on. */
export function offerSource(): void {
  const manage = l10n.t('Manage Workspace Trust');
  const [add, metrics, demo] = [l10n.t('Add Prediction Log…'), l10n.t('Add Metric Source…'), l10n.t('Open the Demo')];
  const ways: Readonly<Record<string, string>> = { [manage]: 'workbench.trust.manage', [add]: commands.addLog, [metrics]: commands.addMetrics, [demo]: commands.openDemo };
  const asked = workspace.isTrusted
    ? window.showInformationMessage(l10n.t('No prediction log was found in this workspace.'), add, metrics, demo)
    : window.showInformationMessage(l10n.t('This workspace is not trusted, so its files are not read.'), manage);
  void asked.then(async (choice) => {
    const way = choice === undefined ? undefined : ways[choice];
    if (way !== undefined) await vscodeCommands.executeCommand(way);
  });
}
