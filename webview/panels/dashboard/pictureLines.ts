import type { WindowInfo } from '../../../src/core/domain/window';
import { t } from '../../kit/l10n';
import type { SectionContext } from './context';

/** What a picture that stands alone has to say of where it comes from. */
export function pictureLines({ view, figures }: Pick<SectionContext, 'view' | 'figures'>): readonly string[] {
  const { source, baseline, current } = view.report;
  const place = (window: WindowInfo): string => `${figures.place(window)} · ${figures.rows(window.rows, window.counts)}`;
  return [source.name, `${t('baseline')}: ${place(baseline)}`, `${t('current')}: ${place(current)}`];
}
