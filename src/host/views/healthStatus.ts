import { commands as vscodeCommands, l10n, MarkdownString, StatusBarAlignment, ThemeColor, type TreeView, window } from 'vscode';
import { formatCount } from '../../core/format/numbers';
import { type Health, type HealthAction, healthOf } from '../../core/health/health';
import { healthLines, healthText } from '../../core/health/healthWords';
import type { EngineProcess } from '../engine/engineProcess';
import { commands, contextKeys, views } from '../ids';
import { DisposableOwner } from '../platform/disposables';
import { faultText } from '../platform/faultText';
import { plain } from '../platform/plain';
import type { AlertBook } from '../project/alertBook';
import type { Session } from '../project/session';

const commandOf: Readonly<Record<HealthAction, string>> = {
  'open dashboard': commands.openDashboard,
  'show alerts': `${views.alerts}.focus`,
  'restart engine': commands.restartEngine,
  'show log': commands.showOutput,
  'read again': commands.reloadSource,
  'follow again': commands.resumeSource,
};

type Shown = Readonly<Record<keyof typeof views, Pick<TreeView<unknown>, 'description' | 'badge'>>>;

/** The status bar item, the badge of the activity bar and the counts in the titles of the views, all of one health value. */
export class HealthStatus extends DisposableOwner {
  readonly #item = this.own(window.createStatusBarItem('modelVitals.health', StatusBarAlignment.Left, 0));
  #drawn = '';

  constructor(
    private readonly engine: EngineProcess,
    private readonly session: Session,
    private readonly book: AlertBook,
    private readonly shown: Shown,
  ) {
    super();
    this.#item.name = 'Model Vitals';
    for (const event of [book.onChange, session.onChange, engine.onHealth] as const) this.own(event(() => this.#draw()));
  }

  #draw(): void {
    const health = this.#health();
    // Progress may come many times a second.
    const value = JSON.stringify(health);
    if (value === this.#drawn) return;
    this.#drawn = value;
    this.#drawViews(health);
    if (health === null) return this.#item.hide();
    const lines = healthLines(health, l10n);
    this.#item.text = healthText(health, l10n);
    this.#item.tooltip = tooltip(health, lines);
    this.#item.command = commandOf[health.click];
    this.#item.backgroundColor = health.level === 'failed' ? new ThemeColor('statusBarItem.errorBackground') : health.level === 'alert' ? new ThemeColor('statusBarItem.warningBackground') : undefined;
    this.#item.accessibilityInformation = { label: `Model Vitals: ${lines.join(', ')}` };
    this.#item.show();
  }

  #drawViews(health: Health | null): void {
    const { sources, features, alerts } = this.shown;
    const report = this.session.page?.report.features.length ?? 0;
    const { page, training } = this.session;
    void vscodeCommands.executeCommand('setContext', contextKeys.noFeatures, page === null ? training !== null : report === 0);
    sources.description = health === null ? '' : formatCount(health.sources);
    features.description = health === null || report === 0 ? '' : l10n.t('{0} of {1} moved', formatCount(health.moved.features), formatCount(report));
    alerts.description = health === null || health.alerts !== 'judged' ? '' : l10n.t('{0} open', formatCount(health.open));
    const open = health?.open ?? 0;
    alerts.badge = open === 0 ? undefined : { value: open, tooltip: open === 1 ? l10n.t('one open alert') : l10n.t('{0} open alerts', formatCount(open)) };
  }

  #health(): Health | null {
    const { engine, session, book } = this;
    const { selected, page, training, fault } = session;
    const problem = fault !== null && fault.code !== 'cancelled' ? fault : (selected?.fault ?? null);
    return healthOf({
      engine: engine.health,
      sources: session.project.entries.length,
      source:
        selected === null
          ? null
          : { name: selected.spec.name, status: selected.status, fault: problem === null || problem.code === 'cancelled' ? null : faultText(problem, selected.spec.kind).text, paused: selected.paused, runs: training?.runs.length ?? null },
      working: session.isWorking,
      progress: selected?.progress ?? session.progress,
      verdicts: page === null ? null : { features: page.report.features.map(({ verdict }) => verdict), figures: page.report.findings.map(({ verdict }) => verdict) },
      alerts: { judging: book.isJudging, fault: book.fault?.detail ?? null, judged: book.replay !== null, incidents: book.incidents },
    });
  }
}

function tooltip({ links }: Health, lines: readonly string[]): MarkdownString {
  const text = new MarkdownString();
  // Names of a log stand in the text: only these commands may be linked.
  text.isTrusted = { enabledCommands: links.map((link) => commandOf[link]) };
  text.appendMarkdown(lines.map(plain).join('\n\n'));
  const words: Readonly<Record<HealthAction, string>> = {
    'open dashboard': l10n.t('Open Dashboard'),
    'show alerts': l10n.t('Show Alerts'),
    'restart engine': l10n.t('Restart Engine'),
    'show log': l10n.t('Show Log'),
    'read again': l10n.t('Read Again'),
    'follow again': l10n.t('Follow Again'),
  };
  text.appendMarkdown(`\n\n${links.map((link) => `[${words[link]}](command:${commandOf[link]})`).join(' | ')}`);
  return text;
}
