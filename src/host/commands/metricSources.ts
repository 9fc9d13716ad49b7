import { commands as vscodeCommands, env, l10n, ProgressLocation, type QuickPickItem, window, workspace } from 'vscode';
import { withMetrics } from '../../core/config/editConfig';
import { metricsIn, secretNamesOf } from '../../core/domain/specParts';
import type { MetricPlan } from '../../core/metrics/metricPlan';
import type { MetricSourceState } from '../../core/metrics/metricSourceState';
import type { SourceSpec } from '../../core/domain/source';
import { type MetricsSpec, secretsOf, usualOtlpPort } from '../../core/metrics/metricsSpec';
import { isWarehouse } from '../../core/warehouse/warehouseSpec';
import { commands } from '../ids';
import { type AskedSource, askSource } from '../metrics/askSource';
import type { SourceNode } from '../views/sourcesTree';
import type { SourceEntry } from '../project/sourceEntry';
import type { CommandContext } from './context';
import { entryFor } from './entryFor';
import { addTable } from './tableSources';
import { addTraining } from './trainingSources';
import { changeConfig } from './undoable';

export { useLabels } from './labelSources';
export { addTable, editTable } from './tableSources';

const testTimeoutMs = 60_000;

/** Guided: kind, address, log-in, test, metrics, place; then written to `model-vitals.json` and opened. Nothing is kept before the last step. */
export async function addMetrics(context: CommandContext): Promise<void> {
  if (!workspace.isTrusted) throw new Error('This workspace is not trusted: no server is asked. Trust it first (Workspaces: Manage Workspace Trust).');
  const { project } = context.session;
  const folder = context.session.selected?.folder ?? workspace.workspaceFolders?.[0]?.uri;
  if (folder === undefined) return void window.showInformationMessage(l10n.t('Open a folder first: sources of metrics stand in its model-vitals.json.'));
  if (!project.searched) await project.refresh();
  const taken = new Set(project.entries.flatMap(({ spec }) => [spec.name, ...metricsIn(spec).map(({ name }) => name)]));
  const asked = await askSource(folder.fsPath, taken);
  if (asked === undefined) return;
  if (asked === 'table') return addTable(context);
  if ('store' in asked) return addTraining(context, folder, taken, asked);
  const tested = await test(context, asked);
  if (tested === undefined) return;
  const plans = tested.state === 'failed' ? [] : await pickPlans(tested);
  if (plans === undefined) return;
  const place = await pickPlace(context, folder.toString());
  if (place === undefined) return;
  const name = await window.showInputBox({ title: l10n.t('Add Metric Source'), prompt: l10n.t('Its name on the panel'), value: asked.spec.name, ignoreFocusOut: true, validateInput: (text) => (text.trim() === '' || taken.has(text.trim()) ? l10n.t('A name that is not taken yet') : undefined) });
  if (name === undefined) return;
  for (const [secret, value] of Object.entries(asked.secrets)) await project.secrets.set(folder.fsPath, secret, value);
  const all = plans.length === tested.plans.length;
  // What is recognised later is shown too, unless someone chose.
  const spec: MetricsSpec = { ...asked.spec, name: name.trim(), ...(all ? {} : { plans }) };
  await project.configs.edit(folder, (text) => withMetrics(text, spec, place.of));
  await project.applyConfigs();
  const entry = project.entries.find((one) => one.spec.name === (place.of ?? name.trim()));
  if (entry !== undefined) await vscodeCommands.executeCommand(commands.openDashboard, entry.key);
}

/** Opens a receiver of OTLP: the one that is configured, else one on the usual port, which is written into `model-vitals.json`. */
export async function receiveOtlp({ session, log }: CommandContext): Promise<void> {
  if (!workspace.isTrusted) throw new Error('This workspace is not trusted: nothing is received. Trust it first (Workspaces: Manage Workspace Trust).');
  const { project } = session;
  const folder = session.selected?.folder ?? workspace.workspaceFolders?.[0]?.uri;
  if (folder === undefined) return void window.showInformationMessage(l10n.t('Open a folder first: sources of metrics stand in its model-vitals.json.'));
  if (!project.searched) await project.refresh();
  const receiverOf = (spec: SourceSpec): MetricsSpec | undefined => metricsIn(spec).find((one) => one.kind === 'otlp' && one.listen !== undefined);
  if (!project.entries.some(({ spec }) => receiverOf(spec) !== undefined)) {
    const taken = new Set(project.entries.flatMap(({ spec }) => [spec.name, ...metricsIn(spec).map(({ name }) => name)]));
    let name = 'OpenTelemetry';
    for (let count = 2; taken.has(name); count += 1) name = `OpenTelemetry ${count}`;
    await project.configs.edit(folder, (text) => withMetrics(text, { kind: 'otlp', name, listen: usualOtlpPort, folder: folder.fsPath }, null));
    await project.applyConfigs();
  }
  const entry = project.entries.find(({ spec }) => receiverOf(spec) !== undefined);
  if (entry === undefined) return;
  // Before anything came there is no report, and the panel says how to send.
  await project.open(entry.key).catch((error: unknown) => log.warn(error instanceof Error ? error.message : String(error)));
  void vscodeCommands.executeCommand(commands.openDashboard, entry.key);
  const name = receiverOf(entry.spec)?.name;
  const endpoint = project.find(entry.key)?.state?.metrics?.find((one) => one.name === name)?.endpoint;
  if (endpoint === undefined) return;
  const copy = l10n.t('Copy Environment Variables');
  if ((await window.showInformationMessage(l10n.t('OpenTelemetry is received at {0}, over HTTP as protobuf or JSON.', endpoint), copy)) === copy) await env.clipboard.writeText(`OTEL_EXPORTER_OTLP_ENDPOINT=${endpoint}\nOTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf\n`);
}

async function test({ engine }: CommandContext, { spec, secrets }: AskedSource): Promise<MetricSourceState | undefined> {
  const state = await window.withProgress({ location: ProgressLocation.Notification, title: l10n.t('Asking {0}…', spec.kind === 'machine' ? l10n.t('this machine') : spec.name), cancellable: true }, (_, token) => {
    const stop = new AbortController();
    token.onCancellationRequested(() => stop.abort());
    return engine.call('metrics.test', { spec, secrets }, { signal: stop.signal, timeoutMs: testTimeoutMs });
  });
  if (state.state !== 'failed') return state;
  const keep = l10n.t('Keep It Anyway');
  return (await window.showWarningMessage(l10n.t('{0} does not answer as it should: {1}', spec.name, state.reason ?? ''), { modal: true }, keep)) === keep ? state : undefined;
}

interface PlanItem extends QuickPickItem {
  readonly plan: MetricPlan;
}

async function pickPlans({ plans, systems }: MetricSourceState, chosen?: readonly MetricPlan[]): Promise<readonly MetricPlan[] | undefined> {
  const names = new Set((chosen ?? plans).map(({ name }) => name));
  const items = plans.map((plan): PlanItem => ({ label: plan.name, description: `${plan.role}${plan.unit === '' ? '' : `, ${plan.unit}`}`, detail: `${plan.metric}: ${plan.reason}`, picked: names.has(plan.name), plan }));
  if (items.length === 0) return [];
  const picked = await window.showQuickPick(items, {
    title: systems.length === 0 ? l10n.t('Metrics') : l10n.t('Metrics of {0}', systems.join(', ')), placeHolder: l10n.t('What is shown; all of it unless you choose'), canPickMany: true, matchOnDescription: true, matchOnDetail: true, ignoreFocusOut: true,
  });
  return picked?.map(({ plan }) => plan);
}

async function pickPlace({ session }: CommandContext, folder: string): Promise<{ readonly of: string | null } | undefined> {
  const pages = session.project.entries.filter((entry) => entry.origin === 'configured' && entry.folder?.toString() === folder && !isWarehouse(entry.spec));
  if (pages.length === 0) return { of: null };
  const items = [
    ...pages.map(({ spec }) => ({ label: l10n.t('Beside {0}', spec.name), detail: spec.kind === 'log' ? l10n.t('on the time axis of its log') : l10n.t('on the same page'), of: spec.name })),
    { label: l10n.t('On a page of its own'), detail: l10n.t('the last days of the server'), of: null },
  ];
  return window.showQuickPick(items, { title: l10n.t('Add Metric Source'), placeHolder: l10n.t('Where is it shown?'), ignoreFocusOut: true });
}

/** Which metrics of a source are shown, and its queries: chosen anew, or one of them edited as PromQL. */
export async function editMetrics(context: CommandContext, node: unknown): Promise<void> {
  const none = l10n.t('No source of metrics is open. Add one first (Add Metric Source…), or open the dashboard on one.');
  const entry = await entryFor(context, node, { title: l10n.t('Choose Metrics and Edit Queries'), none, fits: (one) => stateOf(one, undefined) !== null });
  const found = entry === null ? null : await pickMetrics(entry, node);
  if (found === null) return;
  const { spec, state, folder } = found;
  const picked = await pickPlans(state, spec.plans ?? state.plans);
  if (picked === undefined) return;
  let plans = picked;
  if (spec.kind === 'prometheus') {
    const edit = await window.showQuickPick([{ label: l10n.t('Keep the queries as they are'), plan: null }, ...picked.map((plan) => ({ label: l10n.t('Edit {0}', plan.name), detail: state.queries[plan.name] ?? plan.metric, plan }))], { title: l10n.t('Queries of {0}', spec.name), ignoreFocusOut: true, matchOnDetail: true });
    if (edit === undefined) return;
    if (edit.plan !== null) {
      const { plan } = edit;
      const promql = await window.showInputBox({ title: plan.name, prompt: l10n.t('PromQL; its value at each step is drawn'), value: state.queries[plan.name] ?? '', ignoreFocusOut: true });
      if (promql === undefined) return;
      const { name, role, unit, metric } = plan;
      const edited: MetricPlan = { kind: 'expression', promql, name, role, unit, metric, scale: 1, reason: 'edited by hand' };
      plans = picked.map((one) => (one === plan ? edited : one));
    }
  }
  await context.session.project.configs.edit(folder, (text) => withMetrics(text, { ...spec, plans }, undefined));
  await context.session.project.applyConfigs();
}

export async function removeMetrics(context: CommandContext, node: unknown): Promise<void> {
  const none = l10n.t('No source stands in model-vitals.json.');
  const entry = await entryFor(context, node, { title: l10n.t('Remove Source from Configuration'), none, fits: (one) => namesOf(one).length > 0 });
  const found = entry === null ? null : await pickNamed(entry, node);
  if (entry === null || entry.folder === null || found === null) return;
  const { name } = found;
  const changed = await changeConfig(context.session.project, entry.folder, (text, { withoutSource }) => withoutSource(text, name));
  if (!changed.made) return void window.showInformationMessage(l10n.t('{0} does not stand in model-vitals.json by that name: take it out by hand (Open Configuration).', name));
  await changed.offerUndo(l10n.t('{0} was taken out of model-vitals.json.', name));
}

/** Asks anew for a secret that a source names, and opens what needs it again. */
export async function setSecret(context: CommandContext, node: unknown): Promise<void> {
  const none = l10n.t('No source in model-vitals.json names a secret.');
  const entry = await entryFor(context, node, { title: l10n.t('Set Secret of Source'), none, fits: (one) => namesOf(one).some(({ secrets }) => secrets.length > 0) });
  const found = entry === null ? null : await pickNamed(entry, node, ({ secrets }) => secrets.length > 0);
  if (entry === null || entry.folder === null || found === null) return;
  for (const name of found.secrets) {
    const value = await window.showInputBox({ title: l10n.t('Secret of {0}', found.name), prompt: name, password: true, ignoreFocusOut: true });
    if (value === undefined) return;
    await context.session.project.secrets.set(entry.folder.fsPath, name, value);
  }
  await context.session.show(entry.key, true);
}

interface Named {
  readonly name: string;
  readonly secrets: readonly string[];
}

/** What stands in `model-vitals.json` of a source, by its name there: a log, a table or a store of training runs, and the sources of metrics beside it. */
function namesOf(entry: SourceEntry): readonly Named[] {
  if (entry.folder === null || entry.origin !== 'configured') return [];
  const own = entry.spec.kind === 'metrics' ? [] : [{ name: entry.spec.name, secrets: secretNamesOf(entry.spec) }];
  return [...own, ...metricsIn(entry.spec).map((spec) => ({ name: spec.name, secrets: secretsOf(spec) }))];
}

/** The one that a row of the view stands for, the only one, or one that is picked. */
async function pickNamed(entry: SourceEntry, node: unknown, fits: (named: Named) => boolean = () => true): Promise<Named | null> {
  const all = namesOf(entry);
  const wanted = metricsOf(node) ?? (isNode(node) ? entry.spec.name : undefined);
  const given = all.find(({ name }) => name === wanted);
  if (given !== undefined) {
    if (given.secrets.length === 0 && !fits(given)) void window.showInformationMessage(l10n.t('{0} names no secret in model-vitals.json.', given.name));
    return fits(given) ? given : null;
  }
  const fitting = all.filter(fits);
  if (fitting.length <= 1) return fitting[0] ?? null;
  return (await window.showQuickPick(fitting.map((of) => ({ label: of.name, of })), { placeHolder: l10n.t('Which source?') }))?.of ?? null;
}

function isNode(node: unknown): node is SourceNode {
  return typeof node === 'object' && node !== null && 'kind' in node && 'entry' in node;
}

function metricsOf(node: unknown): string | undefined {
  return isNode(node) && node.kind === 'metrics' ? node.source.name : undefined;
}

function stateOf(entry: SourceEntry, wanted: string | undefined) {
  if (entry.folder === null) return null;
  const spec = metricsIn(entry.spec).find(({ name }) => wanted === undefined || name === wanted);
  const state = entry.state?.metrics?.find(({ name }) => name === spec?.name);
  return spec === undefined || state === undefined ? null : { spec, state, folder: entry.folder };
}

async function pickMetrics(entry: SourceEntry, node: unknown) {
  const given = metricsOf(node);
  const names = metricsIn(entry.spec).map(({ name }) => name);
  const name = given ?? (names.length === 1 ? names[0] : await window.showQuickPick(names, { placeHolder: l10n.t('Which source?') }));
  return name === undefined ? null : stateOf(entry, name);
}
