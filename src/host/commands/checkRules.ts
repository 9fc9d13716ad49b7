import { commands as vscodeCommands, l10n, window, workspace } from 'vscode';
import { gateMarkdown } from '../../core/gate/gateMarkdown';
import { gateSummary } from '../../core/gate/gateResult';
import { judgeGate } from '../../core/gate/judgeGate';
import { reportPlaces } from '../../core/report/places';
import { commands } from '../ids';
import type { CommandContext } from './context';

/** Judges the comparison on show by the rules of `model-vitals.json`, as `model-vitals check` does of the same windows; its result is a sentence and a Markdown document. */
export async function checkRules(context: CommandContext): Promise<void> {
  const { session, code, alerts } = context;
  if (session.page === null) await vscodeCommands.executeCommand(commands.openDashboard);
  const { page, selected } = session;
  if (page === null || selected === null) {
    if (session.training !== null) void window.showInformationMessage(l10n.t('Training runs have no windows to check. Select a log, a table or a metric source.'));
    return;
  }
  const { check, alerts: rules } = selected.config;
  const objectives = alerts.replay?.rules.filter(({ kind }) => kind === 'slo') ?? [];
  if (rules.rules.slos.length > 0 && alerts.replay === null) {
    void window.showInformationMessage(l10n.t('The objectives are still being judged. Check again when the Alerts view shows them.'));
    return;
  }
  await code.indexed();
  const result = judgeGate({ report: page.report, config: check, limits: rules.rules.limits, objectives, places: reportPlaces(code.places) });
  const text = `${result.passed ? l10n.t('PASSED') : l10n.t('FAILED')}  ${result.source}: ${gateSummary(result)}`;
  const [open, edit] = [l10n.t('Open Result'), l10n.t('Edit Rules')];
  const tell = result.passed ? window.showInformationMessage : window.showWarningMessage;
  void tell(text, open, edit).then(async (choice) => {
    if (choice === open) await window.showTextDocument(await workspace.openTextDocument({ language: 'markdown', content: gateMarkdown(result) }));
    if (choice === edit) await vscodeCommands.executeCommand(commands.openConfig);
  });
}
