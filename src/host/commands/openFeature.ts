import { l10n, type ViewColumn, window } from 'vscode';
import type { FeatureFinding } from '../../core/domain/finding';
import { openPlace, pickPlace } from '../code/openPlace';
import type { CommandContext } from './context';
import { openDashboard } from './openDashboard';

/** Opens a feature's page; asks which one where none was given. */
export async function openFeature(context: CommandContext, argument: unknown): Promise<void> {
  const feature = nameOf(argument) ?? (await pickFeature(context, l10n.t('Open Feature Page')));
  if (feature !== null) context.panel.reveal({ feature });
}

/** Opens the best place of a feature in the code, or lets one be chosen; asks which feature where none was given. */
export async function openFeatureCode(context: CommandContext, argument: unknown, choose: boolean): Promise<void> {
  const feature = nameOf(argument) ?? (await pickFeature(context, l10n.t('Go to Feature Code')));
  if (feature !== null) await openCodeOf(context, feature, choose, context.panel.viewColumn);
}

export async function openCodeOf({ code }: CommandContext, feature: string, choose: boolean, panelColumn: ViewColumn | undefined): Promise<void> {
  const places = await code.placesOf(feature);
  const best = places[0];
  if (best === undefined) {
    void window.showInformationMessage(
      l10n.t('No place in the Python files of this workspace names "{0}". If the code calls it otherwise, say so under "code.map" in model-vitals.json.', feature),
    );
    return;
  }
  const place = choose && places.length > 1 ? await pickPlace(feature, places) : best;
  if (place !== undefined) await openPlace(place, panelColumn);
}

/** From the line under the cursor to the page of the feature that it names. */
export async function showFeatureHere(context: CommandContext): Promise<void> {
  const editor = window.activeTextEditor;
  if (editor === undefined) return void window.showInformationMessage(l10n.t('Put the cursor on a feature in Python code first.'));
  if (context.session.page === null) await openDashboard(context, undefined);
  const line = editor.selection.active.line + 1;
  const marks = (await context.code.marksOf(editor.document)).filter(({ place }) => place.line === line);
  const at = marks.find(({ place }) => editor.selection.active.character >= place.column - 1 && editor.selection.active.character <= place.endColumn - 1);
  const mark = at ?? marks[0];
  if (mark === undefined) return void window.showInformationMessage(l10n.t('This line names no feature of the open log.'));
  context.panel.reveal({ feature: mark.column });
}

async function pickFeature(context: CommandContext, title: string): Promise<string | null> {
  if (context.session.page === null && context.session.training === null) await openDashboard(context, undefined);
  const features = context.session.page?.report.features ?? [];
  if (features.length === 0) {
    // Where there is no report, the panel or a message has said why.
    if (context.session.page !== null || context.session.training !== null) void window.showInformationMessage(l10n.t('{0} has no features: only rows of predictions have them. Select a log or a table.', context.session.selected?.spec.name ?? ''));
    return null;
  }
  const items = features.map(({ feature, verdict, reason }) => ({ label: feature, description: verdict, detail: reason }));
  return (await window.showQuickPick(items, { title, matchOnDescription: true }))?.label ?? null;
}

function nameOf(argument: unknown): string | null {
  if (typeof argument === 'string') return argument;
  if (typeof argument === 'object' && argument !== null && 'feature' in argument) return (argument as FeatureFinding).feature;
  return null;
}
