import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { Cube } from '../../core/cube/cube';
import { FaultError } from '../../core/domain/fault';
import type { FeatureDetail, Report } from '../../core/domain/report';
import type { WhyAnswer } from '../../core/domain/why';
import { comparisonNotebook } from '../../core/notebook/comparisonNotebook';
import { renderCsv } from '../../core/report/csv';
import { renderHtml } from '../../core/report/html';
import { reportJson } from '../../core/report/json';
import { renderMarkdown } from '../../core/report/markdown';
import type { ReportCommits } from '../../core/history/featureCommits';
import type { Timeline } from '../../core/timeline/mark';
import type { ReportLineage } from '../../core/lineage/reportLineage';
import type { ReportPlaces } from '../../core/report/rows';
import type { NotebookQuery, ReportFormat, ReportPage } from '../../protocol/engineCalls';

/** Feature pages drawn in a report: the worst ones; a thousand pictures help nobody. */
const mostDetails = 24;
/** Quality by value reads the rows again for each feature: above so many rows a report goes without. */
const mostQualityRows = 2_000_000;

export interface ReportExtras {
  readonly places: ReportPlaces;
  readonly commits?: ReportCommits;
  readonly timeline?: Timeline;
  readonly lineage?: ReportLineage;
  readonly why?: readonly WhyAnswer[];
  readonly notebook?: NotebookQuery;
  /** That the report was made of, where rows can be read again. */
  readonly cube?: Cube;
}

/** The report as a file's text; `detail` reads the page of one feature. Ends with a line break. */
export async function renderReport(
  page: Pick<ReportPage, 'report' | 'series'>,
  format: ReportFormat,
  extras: ReportExtras,
  detail: (feature: string, rows: boolean) => Promise<FeatureDetail>,
): Promise<string> {
  const { report, series } = page;
  if (format === 'markdown') return renderMarkdown(report, extras);
  if (format === 'csv') return renderCsv(report, extras);
  if (format === 'notebook') return notebookOf(report, extras);
  const details = await worstDetails(page, detail);
  if (format === 'html') return renderHtml(report, { ...extras, series, details });
  return reportJson(report, { ...extras, series, details: Object.fromEntries(details.map((each) => [each.feature, each])) });
}

function notebookOf(report: Report, { cube, notebook }: ReportExtras): string {
  const confusion = cube?.confusion ?? null;
  const positive = confusion?.levels[confusion.positive ?? -1] ?? null;
  const outcome = { positive, threshold: confusion?.threshold ?? null, hasRest: confusion?.hasRest === true };
  return comparisonNotebook(report, { pathOf: (path) => portablePath(path, notebook?.base ?? null), shown: notebook?.shown ?? null, outcome });
}

/** Relative to the base where it lies below it, with `/` between its parts; else whole. */
function portablePath(path: string, base: string | null): string {
  if (base === null) return path;
  const short = relative(base, resolve(base, path));
  return isAbsolute(short) || short.startsWith(`..${sep}`) ? path : short.replaceAll(sep, '/');
}

async function worstDetails({ report }: Pick<ReportPage, 'report'>, detail: (feature: string, rows: boolean) => Promise<FeatureDetail>): Promise<readonly FeatureDetail[]> {
  const made: FeatureDetail[] = [];
  const withRows = report.source.rows <= mostQualityRows;
  const reason = `not read for reports of logs with more than ${mostQualityRows.toLocaleString('en')} rows`;
  for (const { feature, kind } of report.features.slice(0, mostDetails)) {
    if (kind === 'not analysed') continue;
    try {
      const found = await detail(feature, withRows);
      made.push(withRows ? found : { ...found, qualityReason: reason });
    } catch (error) {
      // One feature without a picture must not cost the report; being cancelled does.
      if (error instanceof FaultError && error.fault.code !== 'cancelled') continue;
      throw error;
    }
  }
  return made;
}
