import type { RankedPlace } from '../core/code/place';
import type { FeatureDetail } from '../core/domain/report';
import type { ReportCommits } from '../core/history/featureCommits';
import type { Timeline } from '../core/timeline/mark';
import type { ReportLineage } from '../core/lineage/reportLineage';
import type { WhyAnswer } from '../core/domain/why';
import { reportPlaces } from '../core/report/places';
import { renderText } from '../core/report/text';
import { renderReport } from '../engine/service/renderReport';
import type { ReportPage } from '../protocol/engineCalls';
import type { ReportArguments } from './arguments';

/** The report in the format that was asked for; ends with a line break. */
export async function renderPage(
  page: ReportPage,
  args: Pick<ReportArguments, 'format' | 'color' | 'output'>,
  ranked: Readonly<Record<string, readonly RankedPlace[]>>,
  detail: (feature: string, rows: boolean) => Promise<FeatureDetail>,
  told: { readonly why?: readonly WhyAnswer[]; readonly commits?: ReportCommits; readonly timeline?: Timeline; readonly lineage?: ReportLineage } = {},
): Promise<string> {
  const extras = { places: reportPlaces(ranked), ...told };
  if (args.format !== 'text') return renderReport(page, args.format, extras, detail);
  const terminal = args.output === null && process.stdout.isTTY;
  return renderText(page.report, { ...extras, width: terminal ? process.stdout.columns : 100, color: args.color ?? (terminal && process.env['NO_COLOR'] === undefined) });
}
