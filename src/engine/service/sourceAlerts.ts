import { baselineBounds, planReplay, replayBudget } from '../../core/alerts/planReplay';
import { replayAlerts } from '../../core/alerts/replayAlerts';
import type { SloRule } from '../../core/alerts/rules/ruleSet';
import type { SloAnswer } from '../../core/alerts/slo/sloCounts';
import type { AlertReplay } from '../../core/domain/alert';
import type { SourceState } from '../../core/domain/source';
import type { HandlerContext } from '../../protocol/endpoint';
import type { AlertsQuery } from '../../protocol/engineCalls';
import { buildCube } from '../cube/buildCube';
import type { StoredCube } from '../cube/cubeStore';
import { notCountable, scanSlos, sloCounts, sloCube } from '../cube/scanSlos';
import type { OpenedLog } from '../log/openedLog';
import { togetherOfReplay } from './lookTogether';

/** What alerts are judged on: a source as it stands at one moment. */
export interface JudgedSource {
  readonly state: SourceState;
  readonly rows: () => Promise<OpenedLog>;
  /** The store of cubes of these very rows, by name. */
  readonly read: (name: string, baselineHint?: { readonly from: number; readonly to: number }) => Promise<StoredCube | null>;
  readonly write: (name: string, stored: StoredCube, baselineHint?: { readonly from: number; readonly to: number }) => Promise<void>;
  readonly positive: { readonly positive?: string };
}

/** Judged over a cube of its own, whose slots are the windows. */
export async function alertsOf(source: JudgedSource, query: AlertsQuery, context: HandlerContext): Promise<AlertReplay> {
  const { state } = source;
  const plan = planReplay(state, query);
  const baselineHint = baselineBounds(plan);
  const name = `alerts ${JSON.stringify([plan.axis, plan.excluded])}`;
  const kept = await source.read(name, baselineHint);
  const cube = kept?.cube ?? (await buildCube(await source.rows(), { ...context, ...source.positive, placed: plan.axis, budget: replayBudget, baselineHint }));
  const together = kept?.together === undefined ? await togetherOfReplay(await source.rows(), cube, plan.baseline, plan.excluded, context.signal) : kept.together;
  if (kept?.together === undefined) await source.write(name, { cube, state, together }, baselineHint);
  context.onProgress({ stage: 'comparing', done: 0, total: null, unit: 'steps' });
  const slos = await slosOf(source, query.rules.slos, context);
  return replayAlerts({ cube, source: state, baseline: plan.baseline, excluded: plan.excluded, settings: query.settings, rules: query.rules, slos, notify: query.notify, ...(together === null ? {} : { together }) });
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
