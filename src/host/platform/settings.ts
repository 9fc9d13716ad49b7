import { workspace } from 'vscode';
import { settingsSection } from '../ids';

export interface Settings {
  /** Glob patterns that the search for logs and the code index leave out. */
  readonly exclude: readonly string[];
  readonly memoryLimit: string;
  readonly marks: boolean;
  readonly problems: boolean;
  readonly codeLens: boolean;
  /** Whether open logs are followed as they grow. */
  readonly follow: boolean;
}

/** The extension's few settings, read when they are needed. */
export function readSettings(): Settings {
  const section = workspace.getConfiguration(settingsSection);
  return {
    exclude: section.get<string[]>('exclude', []),
    memoryLimit: section.get<string>('engine.memoryLimit', '800MB'),
    marks: section.get<boolean>('marks.enabled', true),
    problems: section.get<boolean>('problems.enabled', true),
    codeLens: section.get<boolean>('codeLens.enabled', false),
    follow: section.get<boolean>('follow', true),
  };
}
