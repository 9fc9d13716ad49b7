import type { ExtensionContext, LogOutputChannel } from 'vscode';
import type { CodeService } from '../code/codeService';
import type { EngineProcess } from '../engine/engineProcess';
import type { DashboardPanel } from '../panels/dashboardPanel';
import type { AlertBook } from '../project/alertBook';
import type { Session } from '../project/session';
import type { SourceEntry } from '../project/sourceEntry';
import type { FeaturesTree } from '../views/featuresTree';
import type { SourceNode } from '../views/sourcesTree';

/** What commands act on. */
export interface CommandContext {
  readonly extension: ExtensionContext;
  readonly session: Session;
  readonly code: CodeService;
  readonly engine: EngineProcess;
  readonly panel: DashboardPanel;
  readonly alerts: AlertBook;
  readonly features: FeaturesTree;
  readonly log: LogOutputChannel;
}

/** The source that a command was called on: a tree node, a key, or else the selected one. */
export function entryOf({ session }: CommandContext, argument: unknown): SourceEntry | null {
  if (typeof argument === 'string') return session.project.find(argument) ?? null;
  if (typeof argument === 'object' && argument !== null && 'entry' in argument) return session.project.find((argument as SourceNode).entry.key) ?? null;
  return session.selected;
}
