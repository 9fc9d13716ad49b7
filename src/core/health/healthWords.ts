import { formatCount } from '../format/numbers';
import type { Health, HealthLevel } from './health';

/** The editor's translations, or words as they are. */
export interface Words {
  t(message: string, ...values: (string | number)[]): string;
}

/** Codicons beside the words: never colour alone. */
const icons: Readonly<Record<HealthLevel, string>> = {
  idle: 'pulse',
  working: 'sync~spin',
  failed: 'error',
  unread: 'warning',
  runs: 'beaker',
  alert: 'bell-dot',
  tentative: 'bell-dot',
  moved: 'triangle-up',
  stable: 'check',
  unjudged: 'dash',
};

/** Text of the status bar item, icon and all: short, since it shares a line. */
export function healthText(health: Health, l10n: Words): string {
  return `$(${icons[health.level]}) ${shortText(health, l10n)}`;
}

function shortText({ level, share, open, moved, runs }: Health, l10n: Words): string {
  const movers = moved.features + moved.figures;
  switch (level) {
    case 'working':
      return share === null ? 'Model Vitals' : `Model Vitals ${Math.floor(100 * share)} %`;
    case 'failed':
      return l10n.t('Engine stopped');
    case 'unread':
      return l10n.t('Model not read');
    case 'alert':
    case 'tentative':
      return open === 1 ? l10n.t('1 alert') : l10n.t('{0} alerts', formatCount(open));
    case 'moved':
      return l10n.t('{0} moved', formatCount(movers));
    case 'stable':
      return l10n.t('Model stable');
    case 'runs':
      return runs === 1 ? l10n.t('1 run') : l10n.t('{0} runs', formatCount(runs));
    case 'idle':
    case 'unjudged':
      return 'Model Vitals';
  }
}

/** Whole sentences, the first of which is what a screen reader says. */
export function healthLines(health: Health, l10n: Words): readonly string[] {
  const { source, paused, stale, level } = health;
  const head = sentence(health, l10n);
  return [
    source === null ? head : l10n.t('{0}: {1}', source, head),
    ...(level === 'failed' || level === 'idle' || level === 'runs' || level === 'working' || level === 'unread' ? [] : alertLines(health, l10n)),
    ...(paused ? [l10n.t('Following is paused: new rows are not taken in.')] : []),
    ...(stale ? [l10n.t('It is to be read again: the engine was restarted, or its settings changed.')] : []),
  ];
}

function sentence({ level, stage, share, fault, moved, judged, runs, sources }: Health, l10n: Words): string {
  switch (level) {
    case 'idle':
      return sources === 1 ? l10n.t('one source is known, and it is not open yet') : l10n.t('{0} sources are known, none is open', formatCount(sources));
    case 'working':
      return share === null ? (stage ?? l10n.t('being read')) : l10n.t('{0}, {1} %', stage ?? l10n.t('being read'), Math.floor(100 * share));
    case 'failed':
      return l10n.t('the analysis engine stopped three times and was given up; a click starts it again');
    case 'unread':
      return fault ?? l10n.t('it could not be read');
    case 'runs':
      return runs === 1 ? l10n.t('one training run') : l10n.t('{0} training runs', formatCount(runs));
    case 'unjudged':
      return l10n.t('too few rows for a verdict');
    default:
      return [part(moved.features, judged.features, 'feature', l10n), part(moved.figures, judged.figures, 'figure', l10n)].filter((text) => text !== null).join(', ') || l10n.t('nothing could be judged');
  }
}

function part(moved: number, judged: number, of: 'feature' | 'figure', l10n: Words): string | null {
  if (judged === 0) return null;
  return of === 'feature' ? l10n.t('{0} of {1} features moved', formatCount(moved), formatCount(judged)) : l10n.t('{0} of {1} figures moved', formatCount(moved), formatCount(judged));
}

function alertLines({ alerts, alertsFault, open, seen, level }: Health, l10n: Words): readonly string[] {
  if (alerts === 'judging') return [l10n.t('alerts are being judged')];
  if (alerts === 'failed') return [l10n.t('alerts cannot be judged: {0}', alertsFault ?? '')];
  if (alerts === 'not judged') return [l10n.t('alerts are not judged yet')];
  const words = open === 0 ? l10n.t('no open alert') : open === 1 ? l10n.t('one open alert') : l10n.t('{0} open alerts', formatCount(open));
  const limits = level === 'tentative' ? l10n.t('{0}, limits are approximate', words) : words;
  return [seen === 0 ? limits : l10n.t('{0}, {1} acknowledged or muted', limits, formatCount(seen))];
}
