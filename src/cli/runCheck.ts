import { alertsRequest } from '../core/config/alertsQuery';
import { configFileName, type ProjectConfig } from '../core/config/projectConfig';
import { readBaseline, type StoredBaseline } from '../core/baseline/baselineFile';
import { FaultError } from '../core/domain/fault';
import type { Report } from '../core/domain/report';
import type { RuleReading } from '../core/domain/rule';
import type { GateItem, GateResult } from '../core/gate/gateResult';
import { judgeGate } from '../core/gate/judgeGate';
import { compareBaseline } from '../engine/baseline/compareBaseline';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { CheckArguments } from './arguments';
import { chosenComparison } from '../core/cube/chosenComparison';
import { gatePlaces, repositoryPath } from './gatePlaces';
import { writeCheck } from './writeCheck';
import type { CliProject } from './project';
import type { OpenedSource } from './withSource';
import { withSource } from './withSource';
import { withLog } from './withLog';

interface Checked {
  readonly report: Report;
  readonly objectives: readonly RuleReading[];
  readonly columns?: GateItem;
}

/** Compares, judges and writes; whether the check passed. Throws `FaultError`s. */
export async function runCheck(args: CheckArguments, signal: AbortSignal): Promise<boolean> {
  const { result, fallback } = args.stored === null ? await ofWindows(args, signal) : await ofStored(args, await storedOf(args.stored), signal);
  await writeCheck(result, args, fallback);
  return result.passed;
}

type Judged = { readonly result: GateResult; readonly fallback: string | null };

async function ofWindows(args: CheckArguments, signal: AbortSignal): Promise<Judged> {
  return withSource(args, signal, async (opened) => {
    const { engine, context, project, spec, state, clear } = opened;
    const named = namedOf(project.config, spec.name);
    const query = { id: state.id, axis: args.axis, named, settings: project.config.analysis };
    const comparison = await chosenComparison(args.comparison, async (whole) => (await engine['report.make']({ ...query, comparison: whole, exact: 'never' }, context)).report);
    const { report } = await engine['report.make']({ ...query, comparison, exact: args.exact }, context);
    const judged = await judge({ report, objectives: await objectivesOf(opened) }, args, project, opened);
    clear();
    return judged;
  });
}

async function ofStored(args: CheckArguments, baseline: StoredBaseline, signal: AbortSignal): Promise<Judged> {
  return withLog(args, new Map(baseline.roles), signal, async (opened) => {
    const { context, project, spec, log, clear } = opened;
    const current = 'current' in args.comparison ? args.comparison.current : null;
    const settings = project.config.analysis;
    const { report, columns } = await compareBaseline(log, baseline, { ...context, current, named: namedOf(project.config, spec.name), settings, ...(spec.positive === undefined ? {} : { positive: spec.positive }) });
    const judged = await judge({ report, columns, objectives: [] }, args, project, opened);
    clear();
    return judged;
  });
}

async function storedOf(path: string): Promise<StoredBaseline> {
  const file = resolve(process.cwd(), path);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw FaultError.of('bad-arguments', `--baseline ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
  try {
    return readBaseline(text);
  } catch (error) {
    if (error instanceof FaultError) throw FaultError.of('unreadable', `--baseline ${path}: ${error.fault.detail}`);
    throw error;
  }
}

async function judge({ report, objectives, columns }: Checked, args: CheckArguments, project: CliProject, { engine, context }: Pick<OpenedSource, 'engine' | 'context'>): Promise<Judged> {
  const { check, alerts } = project.config;
  const places = await gatePlaces(report.features.map(({ feature }) => feature), args.code, project, engine, context);
  const result = judgeGate({ report, config: check, limits: alerts.rules.limits, objectives, places, ...(columns === undefined ? {} : { columns }) });
  return { result, fallback: project.configFile === null ? null : (repositoryPath(project.configFile) ?? configFileName) };
}

/** How objectives stand at the end of the log; asked for only where somebody wrote any, since it reads the log once more. */
async function objectivesOf({ engine, context, project, state }: OpenedSource): Promise<readonly RuleReading[]> {
  const { alerts } = project.config;
  if (alerts.rules.slos.length === 0) return [];
  const replay = await engine['alerts.replay']({ id: state.id, ...alertsRequest(alerts) }, context);
  return replay.rules.filter(({ kind }) => kind === 'slo');
}

function namedOf(config: ProjectConfig, source: string): Record<string, ProjectConfig['baselines'][number]['window']> {
  return Object.fromEntries(config.baselines.filter((one) => one.source === source).map(({ name, window }) => [name, window]));
}
