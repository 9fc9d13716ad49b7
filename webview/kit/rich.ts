import type { TemplateResult } from 'lit';
import { nothing } from 'lit';

type Part = TemplateResult | string | typeof nothing;

/** A sentence some of whose places hold elements: `rich(t('Drag {0} here'), html`<b>it</b>`)`. A translation may put them in another order. */
export function rich(message: string, ...parts: readonly Part[]): readonly Part[] {
  return message.split(/\{(\d+)\}/).map((piece, i) => (i % 2 === 0 ? piece : (parts[Number(piece)] ?? nothing)));
}
