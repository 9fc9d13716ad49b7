import type { RankedPlace } from '../core/code/place';
import { FaultError } from '../core/domain/fault';
import type { FeatureDetail } from '../core/domain/report';
import type { WhyAnswer } from '../core/domain/why';
import { renderHtml } from '../core/report/html';
import { reportJson } from '../core/report/json';
import { renderMarkdown } from '../core/report/markdown';
import { reportPlaces } from '../core/report/places';
import { renderText } from '../core/report/text';
import type { ReportPage } from '../protocol/engineCalls';
import type { ReportArguments } from './arguments';

/** Feature pages drawn in a report: the worst ones; a thousand pictures help nobody. */
const mostDetails = 24;
/** Quality by value reads the rows again for each feature: above so many rows a report goes without. */
const mostQualityRows = 2_000_000;

/** The report in the format that was asked for; ends with a line break. */
export async function renderPage(
  page: ReportPage,
  args: Pick<ReportArguments, 'format' | 'color' | 'output'>,
  ranked: Readonly<Record<string, readonly RankedPlace[]>>,
  detail: (feature: string, rows: boolean) => Promise<FeatureDetail>,
  explained?: readonly WhyAnswer[],
): Promise<string> {
  const { report, series } = page;
  const why = explained === undefined ? {} : { why: explained };
  const places = reportPlaces(ranked);
  switch (args.format) {
    case 'text': {
      const terminal = args.output === null && process.stdout.isTTY;
      return renderText(report, { ...why, places, width: terminal ? process.stdout.columns : 100, color: args.color ?? (terminal && process.env['NO_COLOR'] === undefined) });
    }
    case 'markdown':
      return renderMarkdown(report, { ...why, places });
    case 'html':
      return renderHtml(report, { ...why, series, places, details: await details(page, detail, mostDetails) });
    case 'json': {
      const all = await details(page, detail, mostDetails);
      return reportJson(report, { ...why, series, places, details: Object.fromEntries(all.map((each) => [each.feature, each])) });
    }
  }
}

async function details({ report }: ReportPage, detail: (feature: string, rows: boolean) => Promise<FeatureDetail>, most: number): Promise<FeatureDetail[]> {
  const made: FeatureDetail[] = [];
  const withRows = report.source.rows <= mostQualityRows;
  const reason = `not read for reports of logs with more than ${mostQualityRows.toLocaleString('en')} rows`;
  for (const { feature, kind } of report.features.slice(0, most)) {
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
