import { l10n, type ViewColumn, window } from 'vscode';
import { nameKey } from '../../core/code/nameKey';
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

/** From the name under the cursor, else from what its line defines, to the page of the feature; where neither is one, the list of features is offered. */
export async function showFeatureHere(context: CommandContext): Promise<void> {
  const editor = window.activeTextEditor;
  if (editor === undefined) return void offerList(context, l10n.t('Put the cursor on the name of a feature in code first.'));
  if (context.session.page === null) await openDashboard(context, undefined);
  const features = context.session.page?.report.features.map(({ feature }) => feature) ?? [];
  if (features.length === 0) return void (await pickFeature(context, ''));
  const { active } = editor.selection;
  const marks = (await context.code.marksOf(editor.document).catch(() => [])).filter(({ place }) => place.line === active.line + 1);
  const at = marks.find(({ place }) => active.character >= place.column - 1 && active.character <= place.endColumn - 1);
  // A use that the index does not rank, or a language that it does not read: by the word itself.
  const range = editor.document.getWordRangeAtPosition(active, /[\w.]+/);
  const word = range === undefined ? '' : editor.document.getText(range);
  const feature = at?.column ?? featureCalled(word, features) ?? marks[0]?.column;
  if (feature !== undefined) return context.panel.reveal({ feature });
  offerList(context, word === '' ? l10n.t('There is no name under the cursor, and its line defines no feature.') : l10n.t('The open log has no feature "{0}", and the line defines none.', word));
}

/** The feature of that name, or the only one whose last part it is: `age` and `row.age` for `features.age`. */
function featureCalled(word: string, features: readonly string[]): string | undefined {
  if (word === '') return undefined;
  const last = (name: string): string => nameKey(name.slice(name.lastIndexOf('.') + 1));
  const exact = features.find((feature) => feature === word);
  const near = features.filter((feature) => last(feature) === last(word));
  return exact ?? (near.length === 1 ? near[0] : undefined);
}

function offerList(context: CommandContext, why: string): void {
  const choose = l10n.t('Choose a Feature…');
  void window.showInformationMessage(why, choose).then((choice) => (choice === choose ? openFeature(context, undefined) : undefined));
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
