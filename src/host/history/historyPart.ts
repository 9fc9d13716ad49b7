import { l10n, workspace } from 'vscode';
import { FaultError } from '../../core/domain/fault';
import { oneLine } from '../../core/format/oneLine';
import { type FeatureCommits, featureCommits, linesOf } from '../../core/history/featureCommits';
import { filesOf } from '../../core/timeline/filesOf';
import type { PanelCalls } from '../../protocol/panelCalls';
import type { CommandContext } from '../commands/context';
import { CommitDocuments } from './commitDocuments';
import { type ChosenCommit, openCommit } from './openCommit';

const timeoutMs = 60_000;
/** Commits of one feature that are shown. */
const mostCommits = 10;

/** Marks on the axis and commits behind what moved, for the panel: loaded when it first asks. */
export class HistoryPart {
  /** What the panel was given, by feature (empty for the axis) and hash: it opens nothing else. */
  readonly #given = new Map<string, ChosenCommit>();
  readonly #documents: CommitDocuments;

  constructor(private readonly context: CommandContext) {
    this.#documents = new CommitDocuments(context.engine);
    context.extension.subscriptions.push(this.#documents);
  }

  async timeline(signal: AbortSignal): Promise<PanelCalls['timeline.read']['out']> {
    const { session, code, engine } = this.context;
    const { selected, page } = session;
    if (page === null || selected === null) throw FaultError.of('not-found', 'no report is on show');
    if (workspace.isTrusted) await code.indexed();
    const roots = workspace.isTrusted ? code.roots : [];
    const { report, series } = page;
    const { marks, repositories, reasons } = await engine.call('history.timeline', { id: selected.state?.id ?? null, axis: report.axis, served: series.served ?? [], roots, files: roots.length === 0 ? [] : filesOf(code.places) }, { signal, timeoutMs });
    for (const { commit } of marks) {
      const top = commit === null ? undefined : repositories[commit.repository]?.top;
      if (commit !== null && top !== undefined) this.#given.set(keyOf('', commit.hash), { top, hash: commit.hash, subject: commit.subject, file: commit.touches, line: null });
    }
    return { marks, repositories: repositories.map(({ name, commits, notes }) => ({ name, commits, notes })), reasons };
  }

  async commitsOf(feature: string, signal: AbortSignal): Promise<FeatureCommits> {
    const { session, code, engine } = this.context;
    const report = session.page?.report;
    if (report === undefined) throw FaultError.of('not-found', 'no report is on show');
    if (!workspace.isTrusted) return { commits: [], reason: l10n.t('this workspace is not trusted, so its repository is not asked') };
    const places = await code.placesOf(feature);
    const lines = linesOf(places);
    const answers = lines.length === 0 ? [] : await engine.call('code.history', { lines: lines.map(({ root, file, line }) => ({ root, file, line })) }, { signal, timeoutMs });
    const found = featureCommits(report, feature, lines, answers, mostCommits);
    for (const { hash, subject, file, line, there } of found.commits) {
      const top = lines.find((each) => each.file === file && each.line === line)?.root;
      if (top !== undefined) this.#given.set(keyOf(feature, hash), { top, hash, subject, file: there?.file ?? null, line: there?.line ?? null });
    }
    return found;
  }

  async open({ hash, feature, whole }: PanelCalls['commit.open']['in']): Promise<void> {
    const chosen = this.#given.get(keyOf(feature ?? '', hash));
    if (chosen === undefined) throw FaultError.of('not-found', 'this commit is not one of those that are listed');
    const change = await this.context.engine.call('history.commit', { top: chosen.top, hash }, { timeoutMs });
    await openCommit({ ...chosen, subject: oneLine(chosen.subject) }, change, whole, this.#documents, this.context.panel.viewColumn);
  }
}

function keyOf(feature: string, hash: string): string {
  return `${hash} ${feature}`;
}
