import { type CancellationToken, type Hover, type HoverProvider, l10n, MarkdownString, type Position, Range, type TextDocument, Hover as VsHover } from 'vscode';
import { faultOf } from '../../core/domain/fault';
import type { Report } from '../../core/domain/report';
import { movedMetrics } from '../../core/why/whyMetric';
import type { CodeService } from '../code/codeService';
import type { EngineProcess } from '../engine/engineProcess';
import { commands } from '../ids';
import { commandLink } from '../platform/commandLink';
import { plain } from '../platform/plain';
import type { AlertBook } from '../project/alertBook';
import type { Session } from '../project/session';
import { firingOf } from './firingFeatures';
import { hoverBody } from './hoverBody';

/** On a feature's name in code: its verdict, both distributions drawn, the numbers, and the ways to its page, its places and its alerts. */
export class FeatureHover implements HoverProvider {
  constructor(
    private readonly engine: EngineProcess,
    private readonly session: Session,
    private readonly code: CodeService,
    private readonly alerts: AlertBook,
  ) {}

  async provideHover(document: TextDocument, position: Position, token: CancellationToken): Promise<Hover | null> {
    const { selected: entry, page } = this.session;
    if (entry === null || page === null) return null;
    try {
      const marks = await this.code.marksOf(document);
      const mark = marks.find(({ place }) => place.line - 1 === position.line && position.character >= place.column - 1 && position.character <= place.endColumn - 1);
      if (mark === undefined || token.isCancellationRequested) return null;
      const detail = await this.engine.call('feature.read', { ...this.session.comparisons.query(entry), feature: mark.column, rows: false }, { timeoutMs: 10_000 });
      const { line, column, endColumn } = mark.place;
      const text = new MarkdownString(`${hoverBody(detail, entry.spec.name, page.report)}\n\n${this.#links(mark.column, page.report)}`, true);
      text.isTrusted = { enabledCommands: [commands.openFeature, commands.openFeatureCode, commands.openAlerts, commands.openWhy] };
      return new VsHover(text, new Range(line - 1, column - 1, line - 1, endColumn - 1));
    } catch (error) {
      // A hover that cannot answer stays away; what is wrong shows in the views.
      if (faultOf(error).code === 'internal') throw error;
      return null;
    }
  }

  #links(feature: string, { findings }: Report): string {
    const places = this.code.places[feature]?.length ?? 0;
    const links = [commandLink(plain(l10n.t('Open its page')), commands.openFeature, [feature])];
    if (places > 1) links.push(commandLink(plain(l10n.t('{0} places in the code', places)), commands.openFeatureCode, [feature, true]));
    const [metric] = movedMetrics(findings);
    if (metric !== undefined) links.push(commandLink(plain(l10n.t('Why did {0} move?', metric.title)), commands.openWhy, [metric.id]));
    for (const { key, kind, id } of firingOf(this.alerts.incidents, feature)) links.push(commandLink(plain(l10n.t('Alert #{0}: {1}', id, kind)), commands.openAlerts, [key]));
    return links.join(' · ');
  }
}
