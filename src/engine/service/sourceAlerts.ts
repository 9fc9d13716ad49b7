import { baselineBounds, type CadencePlan, planReplay, replayBudget } from '../../core/alerts/planReplay';
import { replayAlerts } from '../../core/alerts/replayAlerts';
import type { CadenceInput } from '../../core/alerts/replayCharts';
import type { SloRule } from '../../core/alerts/rules/ruleSet';
import type { SloAnswer } from '../../core/alerts/slo/sloCounts';
import type { AlertReplay } from '../../core/domain/alert';
import type { SourceState } from '../../core/domain/source';
import type { TogetherBySlot } from '../../core/multivariate/togetherBySlot';
import type { HandlerContext } from '../../protocol/endpoint';
import type { AlertsQuery } from '../../protocol/engineCalls';
import { buildCube } from '../cube/buildCube';
import type { StoredCube } from '../cube/cubeStore';
import { notCountable, scanSlos, sloCounts, sloCube } from '../cube/scanSlos';
import type { OpenedLog } from '../log/openedLog';
import { togetherOfReplay } from './lookTogether';
import { onlyFor } from './onlyFor';

/** What alerts are judged on: a source as it stands at one moment. */
export interface JudgedSource {
  readonly state: SourceState;
  readonly rows: () => Promise<OpenedLog>;
  /** The store of cubes of these very rows, by name. */
  readonly read: (name: string, baselineHint?: { readonly from: number; readonly to: number }) => Promise<StoredCube | null>;
  readonly write: (name: string, stored: StoredCube, baselineHint?: { readonly from: number; readonly to: number }) => Promise<void>;
  readonly positive: { readonly positive?: string };
}

/** Judged over cubes of their own, one for each length of window, whose slots are the windows. */
export async function alertsOf(source: JudgedSource, query: AlertsQuery, context: HandlerContext): Promise<AlertReplay> {
  const cadences: CadenceInput[] = [];
  for (const plan of planReplay(source.state, query)) cadences.push(await cadenceOf(source, plan, context));
  context.onProgress({ stage: 'comparing', done: 0, total: null, unit: 'steps' });
  const slos = await slosOf(source, query.rules.slos, context);
  return replayAlerts({ source: source.state, cadences, settings: query.settings, rules: query.rules, slos, notify: query.notify });
}

/** Counts the windows of one length; kept in the store. Of the columns those that its families are about. */
async function cadenceOf(source: JudgedSource, plan: CadencePlan, context: HandlerContext): Promise<CadenceInput> {
  const { families, axis, baseline, excluded } = plan;
  const baselineHint = baselineBounds(plan);
  const name = `alerts ${JSON.stringify([axis, excluded, families])}`;
  const kept = await source.read(name, baselineHint);
  const cube = kept?.cube ?? (await buildCube(onlyFor(families, await source.rows()), { ...context, ...source.positive, placed: axis, budget: replayBudget, baselineHint }));
  const look = async (): Promise<TogetherBySlot | null> => (families.includes('drift') ? togetherOfReplay(await source.rows(), cube, baseline, excluded, context.signal) : null);
  const together = kept?.together === undefined ? await look() : kept.together;
  if (kept?.together === undefined) await source.write(name, { cube, state: source.state, together }, baselineHint);
  return { families, cube, baseline, excluded, ...(together === null ? {} : { together }) };
}

/** What objectives are judged on; counted once for the rows as they are. */
async function slosOf(source: JudgedSource, rules: readonly SloRule[], context: HandlerContext): Promise<readonly SloAnswer[]> {
  const nameOf = ({ slowerThan }: SloRule): string => `slo ${slowerThan ?? 'errors'}`;
  const reason = notCountable(source.state);
  if (reason !== null) return rules.map(() => ({ reason }));
  const kept = await Promise.all(rules.map(async (rule) => {
    const stored = await source.read(nameOf(rule));
    return stored === null ? null : sloCounts(stored.cube);
  }));
  const missing = rules.filter((_, i) => kept[i] === null);
  const counted = missing.length === 0 ? [] : await scanSlos(await source.rows(), missing, context.signal);
  await Promise.all(missing.map(async (rule, i) => {
    const answer = counted[i];
    if (answer !== undefined && 'rule' in answer) await source.write(nameOf(rule), { cube: sloCube(answer), state: source.state });
  }));
  return rules.map((rule, i) => kept[i] ?? counted[missing.indexOf(rule)] ?? { reason: 'not counted' });
}
