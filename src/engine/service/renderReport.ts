import { FaultError } from '../../core/domain/fault';
import type { FeatureDetail } from '../../core/domain/report';
import type { WhyAnswer } from '../../core/domain/why';
import { renderHtml } from '../../core/report/html';
import { reportJson } from '../../core/report/json';
import { renderMarkdown } from '../../core/report/markdown';
import type { ReportCommits } from '../../core/history/featureCommits';
import type { Timeline } from '../../core/timeline/mark';
import type { ReportPlaces } from '../../core/report/rows';
import type { ReportFormat, ReportPage } from '../../protocol/engineCalls';

/** Feature pages drawn in a report: the worst ones; a thousand pictures help nobody. */
const mostDetails = 24;
/** Quality by value reads the rows again for each feature: above so many rows a report goes without. */
const mostQualityRows = 2_000_000;

export interface ReportExtras {
  readonly places: ReportPlaces;
  readonly commits?: ReportCommits;
  readonly timeline?: Timeline;
  readonly why?: readonly WhyAnswer[];
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
  const details = await worstDetails(page, detail);
  if (format === 'html') return renderHtml(report, { ...extras, series, details });
  return reportJson(report, { ...extras, series, details: Object.fromEntries(details.map((each) => [each.feature, each])) });
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
