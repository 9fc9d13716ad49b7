import { l10n } from 'vscode';
import type { Figure } from '../../core/domain/finding';
import type { FeatureDetail, Report } from '../../core/domain/report';
import { decidingQ } from '../../core/format/decidingQ';
import { formatFigure, formatInterval, formatPair } from '../../core/format/figures';
import { formatCount } from '../../core/format/numbers';
import { onsetText, watchedText } from '../../core/format/onset';
import { oneLine } from '../../core/format/oneLine';
import { formatLevel, formatPClause } from '../../core/format/probability';
import { formatWindowPlace } from '../../core/format/windows';
import { distributionSvg } from '../../core/report/distributionSvg';
import { effectNames } from '../../core/report/markText';
import { verdictWord } from '../../core/text/words';
import { plain } from '../platform/plain';

type Windows = Pick<Report, 'axis' | 'baseline' | 'current'>;

/** The hover's Markdown without its links: names and values of the log stand in it as they are, whatever they hold. */
export function hoverBody(detail: FeatureDetail, source: string, report: Windows): string {
  const { finding, feature } = detail;
  const svg = distributionSvg(detail, { width: 360, height: 120 });
  const blocks = [
    `**${safe(feature)}** ${finding.verdict === 'moved' ? '$(triangle-up) ' : ''}${safe(l10n.t('{0} in {1}', verdictWord(finding.verdict), source))}`,
    safe(finding.reason),
    `![${l10n.t('baseline (bars) and current window (line)')}](data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')})`,
    figures(detail, report),
    safe(effectText(detail)),
  ];
  if (finding.onset !== undefined) {
    const watched = watchedText(finding.onset, (value) => formatFigure(value, 'share'), (value) => formatFigure(value, 'native'));
    blocks.push(safe(`${onsetText(finding.onset, report.axis)}${watched === '' ? '' : `: ${watched}`}`));
  }
  return blocks.join('\n\n');
}

/** Windows, rows and what is in them, side by side. */
function figures({ finding }: FeatureDetail, { baseline, current }: Windows): string {
  const { n, missing, summary } = finding;
  const rows: (readonly [string, string, string])[] = [
    [l10n.t('window'), formatWindowPlace(baseline), formatWindowPlace(current)],
    [l10n.t('rows'), formatCount(n.baseline), formatCount(n.current)],
    [l10n.t('missing'), ...formatPair(missing.baseline, missing.current, 'share')],
  ];
  const { baselineMean, currentMean, level } = summary;
  if (baselineMean !== undefined && currentMean !== undefined) rows.push([l10n.t('mean'), ...formatPair(baselineMean, currentMean, 'native')]);
  if (level !== undefined) rows.push([l10n.t('share of {0}', level.name), ...formatPair(level.baseline, level.current, 'share')]);
  const lines = [['', l10n.t('baseline'), l10n.t('current')], ...rows].map((row) => `| ${row.map(safe).join(' | ')} |`);
  return [lines[0], '|---|---:|---:|', ...lines.slice(1)].join('\n');
}

/** `W1 0.58 sd (95 %: 0.52 to 0.64), q < 0.001; normalised Wasserstein-1` */
function effectText({ finding }: FeatureDetail): string {
  const { effect } = finding;
  if (effect.value === null) return effect.method;
  const interval: Figure['interval'] = effect.interval ?? null;
  const span = interval === null ? '' : ` (${formatLevel(interval.level)}: ${formatInterval(interval.low, interval.high, effect.unit, { value: effect.value })})`;
  const q = decidingQ(finding);
  return `${effectNames[effect.unit]} ${formatFigure(effect.value, effect.unit)}${span}${q === null ? '' : `, ${formatPClause('q', q)}`}; ${effect.method}`;
}

function safe(text: string): string {
  return plain(oneLine(text));
}
