import { CodeAction, type CodeActionContext, CodeActionKind, type CodeActionProvider, l10n, type Range, type TextDocument } from 'vscode';
import { oneLine, shorten } from '../../core/format/oneLine';
import { commands } from '../ids';
import { type AlertProblem, type AlertProblems, codeOf } from './alertProblems';

/** What can be done about a firing alert at its line: look, acknowledge, mute, or say that the data is rightly so from now on. */
export class AlertFixes implements CodeActionProvider {
  static readonly kinds = [CodeActionKind.QuickFix];

  constructor(private readonly problems: AlertProblems) {}

  provideCodeActions(document: TextDocument, _range: Range, { diagnostics }: CodeActionContext): CodeAction[] {
    // Told by code and words: the editor moves what we told it with the text.
    const here = diagnostics.flatMap((told) => {
      const problem = this.problems.of(document).find(({ diagnostic }) => told.source === diagnostic.source && told.message === diagnostic.message);
      return problem === undefined ? [] : [{ ...problem, diagnostic: told }];
    });
    return here.flatMap(actionsOf);
  }
}

function actionsOf({ diagnostic, incident, feature }: AlertProblem): readonly CodeAction[] {
  const alert = codeOf(incident);
  const node = { kind: 'incident', of: incident };
  const one = (title: string, command: string, args: readonly unknown[]): CodeAction => {
    const action = new CodeAction(title, CodeActionKind.QuickFix);
    action.diagnostics = [diagnostic];
    action.command = { command, title, arguments: [...args] };
    return action;
  };
  return [
    one(l10n.t('Open {0}', alert), commands.openAlerts, [incident.key]),
    one(l10n.t('Open the page of {0}', shorten(oneLine(feature), 40)), commands.openFeature, [feature]),
    one(l10n.t('Acknowledge {0}', alert), commands.acknowledgeIncident, [node]),
    one(l10n.t('Mute {0}', alert), commands.muteIncident, [node]),
    one(l10n.t('Accept the current window as the new baseline'), commands.acceptBaseline, [incident.key]),
  ];
}
