import type { DashboardStore } from './dashboardStore';
import type { UiState } from './uiState';

/** `overview`, `alerts`, `why`, or `feature:NAME`. */
export function pageOf({ feature, alerts, why }: Pick<UiState, 'feature' | 'alerts' | 'why'>): string {
  return feature !== null ? `feature:${feature}` : why !== null ? 'why' : alerts ? 'alerts' : 'overview';
}

/** About two seconds. */
const restoreFrames = 120;
const userEvents = ['wheel', 'keydown', 'pointerdown', 'touchstart'] as const;

/** Where each page was scrolled to, and what has the focus after a way from one to another. */
export class PageScroll {
  readonly #root: HTMLElement;
  readonly #store: () => DashboardStore;
  #page: string | null = null;
  /** The source on screen; null before the first. */
  #source: string | null = null;
  #restored = false;

  constructor(root: HTMLElement, store: () => DashboardStore) {
    this.#root = root;
    this.#store = store;
  }

  stop(): void {
    window.removeEventListener('scroll', this.#onScroll);
  }

  /** Call after each render. */
  updated(): void {
    const store = this.#store();
    const { source } = store.ui;
    const page = pageOf(store.ui);
    if (source !== this.#source) {
      // Another source, also while it is still being read; the page that comes back after a reload is restored below.
      if (this.#source !== null) {
        this.#page = page;
        window.scrollTo(0, 0);
      }
      this.#source = source;
    }
    if (store.view === null) return;
    if (!this.#restored) {
      // The Alerts page has its height once its charts are there.
      if (page === 'alerts' && store.alerts.snapshot === null && store.state?.alerts.state !== 'failed') return;
      this.#restored = true;
      this.#page = page;
      this.#restore(page, this.#kept(page));
    } else if (page !== this.#page) this.#change(page);
    this.#goToIncident();
  }

  /**
   * Sections below the fold get their heights from their own renders, some of them later than others: tries until the page is high enough, or
   * until someone else moves it. Only then are places kept, or a page that is still short would be taken for one that was scrolled up.
   */
  #restore(page: string, top: number): void {
    let left = top > 0 ? restoreFrames : 0;
    const give = (): void => {
      left = 0;
    };
    for (const event of userEvents) window.addEventListener(event, give, { once: true, passive: true });
    const step = (): void => {
      left = this.#page === page ? left - 1 : 0;
      if (left > 0) window.scrollTo(0, top);
      if (left > 0 && Math.abs(window.scrollY - top) > 1) requestAnimationFrame(step);
      else {
        for (const event of userEvents) window.removeEventListener(event, give);
        window.addEventListener('scroll', this.#onScroll, { passive: true });
      }
    };
    requestAnimationFrame(() => requestAnimationFrame(step));
  }

  #kept(page: string): number {
    const { scroll, alertsScroll } = this.#store().ui;
    return page === 'overview' ? scroll : page === 'alerts' ? alertsScroll : 0;
  }

  #change(page: string): void {
    const left = this.#page ?? '';
    this.#page = page;
    if (page.startsWith('feature:')) {
      window.scrollTo(0, 0);
      this.#focus('#feature-title');
    } else if (page === 'why') {
      this.#goToMetric();
    } else if (page === 'alerts' && left === 'overview') {
      window.scrollTo(0, 0);
      this.#focus('#alerts-title');
    } else {
      const top = this.#kept(page);
      requestAnimationFrame(() => {
        window.scrollTo(0, top);
        if (page === 'alerts') this.#focus('#alerts-title');
        else this.#focus(left === 'alerts' ? '#alerts-link' : left === 'why' ? '#why-link' : `.features tr.row[data-key="${CSS.escape(left.slice('feature:'.length))}"]`);
      });
    }
  }

  /** To the metric that was asked for, or to the top. */
  #goToMetric(): void {
    const metric = this.#store().ui.why ?? '';
    window.scrollTo(0, 0);
    const section = metric === '' ? null : this.#root.querySelector<HTMLElement>(`#${CSS.escape(`why-${metric}`)}`);
    if (section === null) this.#focus('#why-title');
    else {
      section.scrollIntoView({ block: 'start' });
      section.querySelector('summary')?.focus({ preventScroll: true });
    }
  }

  /** Once it is listed, and after the page found its own place. */
  #goToIncident(): void {
    const store = this.#store();
    const { snapshot } = store.alerts;
    if (store.wantedIncident === null || snapshot === null || this.#page !== 'alerts') return;
    const incident = snapshot.incidents.find(({ key }) => key === store.wantedIncident);
    store.wantedIncident = null;
    if (incident === undefined) return;
    requestAnimationFrame(() => requestAnimationFrame(() => {
      const head = this.#root.querySelector<HTMLElement>(`#incident-${incident.id}`);
      head?.scrollIntoView({ block: 'start' });
      head?.focus({ preventScroll: true });
    }));
  }

  #focus(selector: string): void {
    this.#root.querySelector<HTMLElement>(selector)?.focus({ preventScroll: true });
  }

  readonly #onScroll = (): void => {
    const page = pageOf(this.#store().ui);
    if (page === this.#page && (page === 'overview' || page === 'alerts')) this.#store().keepScroll(page, window.scrollY);
  };
}
