import type { PanelState, PanelView } from '../../../src/protocol/panelCalls';
import type { Figures } from '../../kit/figures';
import type { DashboardStore } from './dashboardStore';

/** What every section of a page is rendered from. */
export interface SectionContext {
  readonly store: DashboardStore;
  readonly state: PanelState;
  readonly view: PanelView;
  readonly figures: Figures;
  /** Goes to a sentence's or tile's target: a finding's tile and chart, or `feature:NAME`. */
  readonly goTo: (target: string) => void;
}
