import type { FeatureFinding, Verdict } from '../domain/finding';
import { decidingQ } from '../format/decidingQ';
import { formatFigure } from '../format/figures';
import { oneLine, shorten } from '../format/oneLine';
import { formatPClause } from '../format/probability';

/** How a line is marked: by shape as well as colour. `unsure` is what could not be judged. */
export type MarkKind = 'moved' | 'stable' | 'unsure';

/** The effect that ranks a feature, in short: normalised Wasserstein-1 for numbers, total variation for categories. */
export const effectNames = { sd: 'W1', share: 'TV' } as const;

/** The longest text at the end of a line, in characters; it must not push what somebody reads out of the window. */
const longestLine = 140;
const longestName = 40;

export function markKind(verdict: Verdict): MarkKind {
  return verdict === 'moved' || verdict === 'stable' ? verdict : 'unsure';
}

/** `distance  ▲ moved  W1 0.58 sd  q<0.001` */
export function markText(finding: FeatureFinding): string {
  const { feature, verdict, effect } = finding;
  const q = decidingQ(finding);
  const parts = [shorten(oneLine(feature), longestName), verdict === 'moved' ? '▲ moved' : verdict];
  if (effect.value !== null) parts.push(`${effectNames[effect.unit]} ${formatFigure(effect.value, effect.unit)}`);
  if (q !== null) parts.push(formatPClause('q', q).replaceAll(' ', ''));
  return parts.join('  ');
}

/** Several features of one line: what moved first, at most 140 characters, the rest counted. */
export function lineText(findings: readonly FeatureFinding[]): { readonly text: string; readonly kind: MarkKind } {
  const order: readonly MarkKind[] = ['moved', 'stable', 'unsure'];
  const sorted = [...findings].sort((a, b) => order.indexOf(markKind(a.verdict)) - order.indexOf(markKind(b.verdict)) || (b.effect.value ?? 0) - (a.effect.value ?? 0));
  const first = sorted[0];
  if (first === undefined) return { text: '', kind: 'unsure' };
  let text = markText(first);
  let shown = 1;
  for (const finding of sorted.slice(1)) {
    const next = `${text}   ${markText(finding)}`;
    if (next.length > longestLine) break;
    text = next;
    shown += 1;
  }
  const left = sorted.length - shown;
  return { text: left === 0 ? text : `${text}   +${left} more`, kind: markKind(first.verdict) };
}
