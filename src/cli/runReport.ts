import { dirname, resolve } from 'node:path';
import { codeColumns } from '../core/code/codeColumns';
import type { WhyAnswer } from '../core/domain/why';
import { filesOf } from '../core/timeline/filesOf';
import { commitsByFeature, linesToAsk } from '../core/history/featureCommits';
import type { Lineage } from '../core/lineage/lineage';
import { featuresToTrace, reportLineage } from '../core/lineage/reportLineage';
import { askedMetrics } from '../core/why/whyMetric';
import type { ReportArguments } from './arguments';
import { chosenComparison } from '../core/cube/chosenComparison';
import type { CliProject } from './project';
import { renderPage } from './renderPage';
import { withSource } from './withSource';
import { writeOutput } from './writeOutput';

/** Reads the log, compares, and writes the report to standard output or a file. Throws `FaultError`s. */
export async function runReport(args: ReportArguments, signal: AbortSignal): Promise<void> {
  const text = await withSource(args, signal, async ({ engine, context, project, spec, state, clear }) => {
    const named = Object.fromEntries(project.config.baselines.filter(({ source }) => source === spec.name).map(({ name, window }) => [name, window]));
    const query = { id: state.id, axis: args.axis, named, settings: project.config.analysis };
    const comparison = await chosenComparison(args.comparison, async (whole) => (await engine['report.make']({ ...query, comparison: whole, exact: 'never' }, context)).report);
    const page = await engine['report.make']({ ...query, comparison, exact: args.exact }, context);
    if (args.format === 'notebook') return (await engine['report.render']({ ...query, comparison, format: 'notebook', places: {}, notebook: { base: notebookFolder(args.output), shown: args.feature } }, context)).text;
    const columns = codeColumns(page.report);
    const root = codeFolder(args, project, process.cwd());
    await engine['code.index']({ roots: [root], exclude: project.config.code.exclude }, context);
    const places = await engine['code.places']({ columns, map: project.config.code.map }, context);
    const detail = async (feature: string, rows: boolean) => engine['feature.read']({ ...query, comparison, feature, rows }, context);
    const moved = page.report.findings.filter(({ id, verdict }) => verdict === 'moved' && askedMetrics.includes(id));
    const explained: WhyAnswer[] = [];
    for (const { id: metric } of args.why ? moved : []) explained.push(await engine['why.explain']({ ...query, comparison, metric }, context));
    const lineages: Lineage[] = [];
    for (const column of featuresToTrace(page.report, places)) lineages.push(await engine['code.lineage']({ column, columns, map: project.config.code.map }, context));
    const asked = linesToAsk(page.report, places, lineages);
    const answers = asked.length === 0 ? [] : await engine['code.history']({ lines: asked.map(({ place: { root, file, line } }) => ({ root, file, line })) }, context);
    const commits = asked.length === 0 ? {} : { commits: commitsByFeature(page.report, asked, answers) };
    const timeline = await engine['history.timeline']({ id: spec.kind === 'training' ? null : state.id, axis: page.report.axis, served: page.series.served ?? [], roots: [root], files: filesOf(places) }, context);
    clear();
    return renderPage(page, args, places, detail, { timeline, ...(args.why ? { why: explained } : {}), ...(lineages.length === 0 ? {} : { lineage: reportLineage(page.report, lineages) }), ...commits });
  });
  await writeOutput(text, args.output);
}

/** Where a notebook's paths start: its own folder. */
function notebookFolder(output: string | null): string {
  return output === null ? process.cwd() : dirname(resolve(process.cwd(), output));
}

/** Where the model's code stands: as said, beside the configuration, or here. */
function codeFolder(args: ReportArguments, project: CliProject, cwd: string): string {
  if (args.code !== null) return resolve(cwd, args.code);
  return project.configFile === null ? cwd : project.folder;
}
