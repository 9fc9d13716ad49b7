import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { Finding, Verdict } from '../../../src/core/domain/finding';
import { icon } from '../../kit/icon';
import { verdictWord } from '../../../src/core/text/words';
import { t } from '../../kit/l10n';

export type Tone = 'worse' | 'better' | 'moved' | 'quiet' | 'unknown';

/** What a verdict means to the reader: colour only where something moved. */
export function toneOf(finding: Pick<Finding, 'verdict' | 'better' | 'change'>): Tone {
  if (finding.verdict === 'not available' || finding.verdict === 'not enough data') return 'unknown';
  if (finding.verdict === 'stable') return 'quiet';
  const change = finding.change.value;
  if (finding.better === 'neither' || change === null || change === 0) return 'moved';
  return (change > 0) === (finding.better === 'higher') ? 'better' : 'worse';
}

export function toneWord(tone: Tone, verdict: Verdict): string {
  return tone === 'worse' ? t('moved, worse') : tone === 'better' ? t('moved, better') : verdictWord(verdict);
}

/** ▲ or ▼ where something moved. */
export function moveSign(finding: Pick<Finding, 'verdict' | 'change'>): string {
  const change = finding.change.value;
  if (finding.verdict !== 'moved' || change === null || change === 0) return '';
  return change > 0 ? '▲' : '▼';
}

const verdictIcons: Readonly<Record<Verdict, string>> = {
  moved: 'triangle-up',
  stable: 'check',
  'not enough data': 'circle-slash',
  'not available': 'dash',
};

/** The name of its codicon. */
export function verdictIcon(verdict: Verdict): string {
  return verdictIcons[verdict];
}

/** A verdict as icon and word. */
export function verdictMark(verdict: Verdict): TemplateResult {
  return html`<span class="verdict verdict-${verdict.replaceAll(' ', '-')}">${icon(verdictIcons[verdict])}<span>${verdictWord(verdict)}</span></span>`;
}
