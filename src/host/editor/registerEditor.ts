import { type Disposable, languages } from 'vscode';
import type { CommandContext } from '../commands/context';
import { AlertFixes } from './alertFixes';
import { AlertProblems } from './alertProblems';
import { FeatureHover } from './featureHover';
import { FeatureLens } from './featureLens';
import { FeatureMarks } from './featureMarks';
import { MarkStyles } from './markStyles';

export { acceptBaseline } from '../commands/acceptBaseline';

const python = [{ language: 'python' }, { notebookType: 'jupyter-notebook', language: 'python' }];

/** What the report on show puts into Python code. Loaded by `EditorParts`. */
export function registerEditor({ extension, engine, session, code, alerts }: CommandContext): readonly Disposable[] {
  const lens = new FeatureLens(session, code);
  const styles = new MarkStyles(extension.extensionUri);
  const problems = new AlertProblems(alerts, code);
  return [
    styles,
    new FeatureMarks(session, code, styles),
    lens,
    problems,
    languages.registerHoverProvider(python, new FeatureHover(engine, session, code, alerts)),
    languages.registerCodeLensProvider(python, lens),
    // A notebook that is not open is told by its file.
    languages.registerCodeActionsProvider(python, new AlertFixes(problems), { providedCodeActionKinds: AlertFixes.kinds }),
  ];
}
