import { type CancellationToken, type Hover, type HoverProvider, MarkdownString, type Position, Range, type TextDocument, Hover as VsHover } from 'vscode';
import { faultOf } from '../../core/domain/fault';
import type { FeatureDetail } from '../../core/domain/report';
import { formatCount } from '../../core/format/numbers';
import { distributionSvg } from '../../core/report/distributionSvg';
import type { CodeService } from '../code/codeService';
import type { EngineProcess } from '../engine/engineProcess';
import { commands } from '../ids';
import type { Session } from '../project/session';
import { plain } from '../platform/plain';

/** On a feature's name in code: its verdict, both distributions drawn, the numbers, and the way to its page. */
export class FeatureHover implements HoverProvider {
  constructor(
    private readonly engine: EngineProcess,
    private readonly session: Session,
    private readonly code: CodeService,
  ) {}

  async provideHover(document: TextDocument, position: Position, token: CancellationToken): Promise<Hover | null> {
    const entry = this.session.selected;
    if (entry === null || this.session.page === null) return null;
    try {
      const marks = await this.code.marksOf(document);
      const mark = marks.find(({ place }) => place.line - 1 === position.line && position.character >= place.column - 1 && position.character <= place.endColumn - 1);
      if (mark === undefined || token.isCancellationRequested) return null;
      const detail = await this.engine.call('feature.read', { ...this.session.comparisons.query(entry), feature: mark.column, rows: false }, { timeoutMs: 10_000 });
      const { line, column, endColumn } = mark.place;
      return new VsHover(hoverText(detail, entry.spec.name), new Range(line - 1, column - 1, line - 1, endColumn - 1));
    } catch (error) {
      // A hover that cannot answer stays away; what is wrong shows in the views.
      if (faultOf(error).code === 'internal') throw error;
      return null;
    }
  }
}

/** The hover's text; names and values are text nodes, and the one link runs a command of ours. */
export function hoverText(detail: FeatureDetail, source: string): MarkdownString {
  const { finding, feature } = detail;
  const text = new MarkdownString(undefined, true);
  text.isTrusted = { enabledCommands: [commands.openFeature] };
  text.appendMarkdown('**').appendMarkdown(plain(feature)).appendMarkdown(`** ${finding.verdict === 'moved' ? '$(triangle-up) ' : ''}`).appendMarkdown(plain(`${finding.verdict} in ${source}`));
  text.appendMarkdown('\n\n').appendMarkdown(plain(finding.reason));
  const svg = distributionSvg(detail, { width: 360, height: 120 });
  text.appendMarkdown(`\n\n![baseline and current distribution](data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')})`);
  text.appendMarkdown('\n\n').appendMarkdown(plain(`${finding.effect.method}, ${formatCount(finding.n.baseline)} rows in the baseline, ${formatCount(finding.n.current)} now`));
  const link = encodeURIComponent(JSON.stringify([feature]));
  text.appendMarkdown(`\n\n[Open its page](command:${commands.openFeature}?${link})`);
  return text;
}
