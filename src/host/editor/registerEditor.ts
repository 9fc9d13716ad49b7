import { type Disposable, languages } from 'vscode';
import type { CommandContext } from '../commands/context';
import { FeatureHover } from './featureHover';
import { FeatureLens } from './featureLens';
import { FeatureMarks } from './featureMarks';

const python = [{ language: 'python' }, { notebookType: 'jupyter-notebook', language: 'python' }];

/** What the report on show puts into Python code. Loaded by `EditorParts`. */
export function registerEditor({ engine, session, code }: CommandContext): readonly Disposable[] {
  const lens = new FeatureLens(session, code);
  return [
    new FeatureMarks(session, code),
    lens,
    languages.registerHoverProvider(python, new FeatureHover(engine, session, code)),
    languages.registerCodeLensProvider(python, lens),
  ];
}
