import { type Uri, ViewColumn, type WebviewPanel, window } from 'vscode';
import type { PanelCalls, PanelNews, PanelPlace } from '../../protocol/panelCalls';
import { panelValidators } from '../../protocol/panelValidators';
import type { CodeService } from '../code/codeService';
import type { EngineProcess } from '../engine/engineProcess';
import { dashboardViewType } from '../ids';
import { Delay } from '../platform/delay';
import { DisposableOwner } from '../platform/disposables';
import type { AlertBook } from '../project/alertBook';
import type { Session } from '../project/session';
import { alertsSummary } from './alertsSummary';
import { type PanelActions, panelHandlers } from './panelHandlers';
import { panelHtml, resourceRoots } from './panelHtml';
import { panelState } from './panelState';
import type { PanelSide } from '../platform/connections';

/** The dashboard: one webview panel beside the code. It may vanish and come back at any time; nothing lives in it alone. */
export class DashboardPanel extends DisposableOwner {
  #panel: WebviewPanel | null = null;
  #endpoint: PanelSide['endpoint'] | null = null;
  #ready = false;
  #revision = 0;
  #wanted: PanelPlace | null = null;
  readonly #send: Delay;
  readonly #sendAlerts: Delay;

  constructor(
    private readonly extension: Uri,
    private readonly session: Session,
    private readonly code: CodeService,
    private readonly alerts: AlertBook,
    private readonly engine: EngineProcess,
    private readonly actions: Omit<PanelActions, 'viewColumn'>,
  ) {
    super();
    // Several changes in one turn make one snapshot.
    this.#send = this.own(new Delay(15, () => this.#sendState()));
    this.#sendAlerts = this.own(new Delay(15, () => this.#tellAlerts()));
    this.own(alerts.onChange(() => this.#sendAlerts.request()));
    this.own(session.onChange(() => this.#send.request()));
    this.own(code.onChange(() => this.#send.request()));
    this.own(engine.onHealth(() => this.#send.request()));
  }

  get viewColumn(): ViewColumn | undefined {
    return this.#panel?.viewColumn;
  }

  /** Opens the panel beside the active editor, or brings it forward; `place` goes to that page. */
  reveal(place?: PanelPlace): void {
    if (this.#panel === null) {
      const beside = window.activeTextEditor === undefined && window.activeNotebookEditor === undefined ? ViewColumn.Active : ViewColumn.Beside;
      this.restore(window.createWebviewPanel(dashboardViewType, 'Model Vitals', { viewColumn: beside, preserveFocus: false }, this.#options()));
    } else this.#panel.reveal(undefined, false);
    if (place !== undefined) {
      this.#wanted = place;
      this.#navigate();
    }
  }

  /** Takes over a panel, a new one or one that the editor kept over a reload. */
  restore(panel: WebviewPanel): void {
    void this.#fill(panel);
  }

  async #fill(panel: WebviewPanel): Promise<void> {
    this.#panel?.dispose();
    this.#panel = panel;
    this.#ready = false;
    panel.webview.options = this.#options();
    panel.iconPath = { light: this.#media('icon-light.svg'), dark: this.#media('icon-dark.svg') };
    let side: PanelSide['endpoint'] | null = null;
    panel.onDidChangeViewState(() => {
      if (panel.visible) return this.#send.request();
      // Out of sight its page is gone: what it should go to waits until it is made again and says so.
      if (this.#panel === panel) this.#ready = false;
    });
    panel.onDidDispose(() => {
      side?.close({ code: 'cancelled', detail: 'the panel was closed', retry: false });
      if (this.#panel === panel) {
        this.#panel = null;
        this.#endpoint = null;
      }
    });
    const { panelSide } = await import('../platform/connections');
    // Closed, or replaced, while that was loaded.
    if (this.#panel !== panel) return;
    const { endpoint, listen } = panelSide(panel.webview);
    side = endpoint;
    this.#endpoint = endpoint;
    const { actions, session, code, alerts } = this;
    const handlers = panelHandlers({ session, code, alerts, actions: { ...actions, viewColumn: () => this.viewColumn }, state: () => this.#state() });
    endpoint.answer<PanelCalls>(
      {
        ...handlers,
        'panel.ready': () => {
          this.#ready = true;
          setTimeout(() => this.#navigate(), 0);
          return this.#state();
        },
      },
      panelValidators,
    );
    listen();
    panel.webview.html = panelHtml(panel.webview, this.extension);
  }

  #state() {
    return panelState(this.session, this.code, this.alerts, this.engine.health, ++this.#revision);
  }

  #sendState(): void {
    // A hidden webview gets nothing; it asks for a whole snapshot when it is shown again.
    if (this.#ready && this.#panel?.visible === true) this.#endpoint?.tell<PanelNews, 'panel.state'>('panel.state', this.#state());
  }

  /** Alerts alone: a snapshot carries the whole report, and judging tells of its progress often. */
  #tellAlerts(): void {
    if (this.#ready && this.#panel?.visible === true) this.#endpoint?.tell<PanelNews, 'panel.alerts'>('panel.alerts', alertsSummary(this.alerts));
  }

  #navigate(): void {
    if (!this.#ready || this.#wanted === null) return;
    this.#endpoint?.tell<PanelNews, 'panel.navigate'>('panel.navigate', this.#wanted);
    this.#wanted = null;
  }

  #options() {
    return { enableScripts: true, localResourceRoots: resourceRoots(this.extension), retainContextWhenHidden: false };
  }

  #media(name: string): Uri {
    return this.extension.with({ path: `${this.extension.path}/media/${name}` });
  }

  override dispose(): void {
    this.#panel?.dispose();
    super.dispose();
  }
}
