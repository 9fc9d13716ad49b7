import type { RankedPlace } from '../../core/code/place';
import { faultOf } from '../../core/domain/fault';
import type { FeatureDetail } from '../../core/domain/report';
import { renderHtml } from '../../core/report/html';
import { reportJson } from '../../core/report/json';
import { renderMarkdown } from '../../core/report/markdown';
import { reportPlaces } from '../../core/report/places';
import type { ReportPage } from '../../protocol/engineCalls';
import type { EngineProcess } from '../engine/engineProcess';
import type { Session } from './session';

export type ReportFormat = 'html' | 'markdown' | 'json';

const mostDetails = 24;

/** The report on show as a file's text, with the pages of its worst features. */
export async function renderReport(
  { session, engine }: { readonly session: Session; readonly engine: EngineProcess },
  page: ReportPage,
  ranked: Readonly<Record<string, readonly RankedPlace[]>>,
  format: ReportFormat,
): Promise<string> {
  const { report, series } = page;
  const places = reportPlaces(ranked);
  if (format === 'markdown') return renderMarkdown(report, { places });
  const entry = session.selected;
  const details: FeatureDetail[] = [];
  for (const { feature, kind } of entry === null ? [] : report.features.slice(0, mostDetails)) {
    if (entry === null || kind === 'not analysed') continue;
    try {
      details.push(await engine.call('feature.read', { ...session.comparisons.query(entry), feature, rows: true }, { timeoutMs: 60_000 }));
    } catch (error) {
      // A column that has no page (all missing, nothing but distinct values) stands in the report with its reason all the same.
      if (faultOf(error).code !== 'not-supported') throw error;
    }
  }
  if (format === 'html') return renderHtml(report, { series, places, details });
  return reportJson(report, { series, places, details: Object.fromEntries(details.map((each) => [each.feature, each])) });
}
