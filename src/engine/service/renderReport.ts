import type { FeatureDetail, Report, SeriesSet } from '../../core/domain/report';
import { faultOf } from '../../core/domain/fault';
import { renderHtml } from '../../core/report/html';
import { reportJson } from '../../core/report/json';
import { renderMarkdown } from '../../core/report/markdown';
import type { RenderQuery } from '../../protocol/engineCalls';

const mostDetails = 24;

/** A report as a file's text; HTML and JSON with the pages of its worst features. */
export async function renderReport({ format, places }: Pick<RenderQuery, 'format' | 'places'>, report: Report, series: SeriesSet, detailOf: (feature: string) => Promise<FeatureDetail>): Promise<string> {
  if (format === 'markdown') return renderMarkdown(report, { places });
  const details: FeatureDetail[] = [];
  for (const { feature, kind } of report.features.slice(0, mostDetails)) {
    if (kind === 'not analysed') continue;
    try {
      details.push(await detailOf(feature));
    } catch (error) {
      // A column that has no page (all missing, nothing but distinct values) stands in the report with its reason all the same.
      if (faultOf(error).code !== 'not-supported') throw error;
    }
  }
  if (format === 'html') return renderHtml(report, { series, places, details });
  return reportJson(report, { series, places, details: Object.fromEntries(details.map((each) => [each.feature, each])) });
}
