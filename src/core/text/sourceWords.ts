import type { AlertReplay } from '../domain/alert';
import type { Report } from '../domain/report';
import type { Judged } from '../domain/rule';
import type { SourceState } from '../domain/source';

/** What rows stand in, or what is asked where there are none. */
export type SourceWord = 'log' | 'table' | 'servers';

export function sourceWord({ kind, warehouse }: Pick<SourceState, 'kind' | 'warehouse'>): SourceWord {
  return kind === 'metrics' ? 'servers' : warehouse !== undefined ? 'table' : 'log';
}

/**
 * A sentence about a log, said of a table or of servers: `the log has no latency column` becomes `the table has no latency column`, `the log has no
 * figure "x"` becomes `the servers give no figure "x"`. What stands in double quotes is somebody's own and stays as it is.
 */
export function saidOf(word: SourceWord, sentence: string): string {
  if (word === 'log') return sentence;
  return sentence.split(/("[^"]*")/).map((part) => (part.startsWith('"') ? part : word === 'table' ? part.replace(/\b([Tt]he) log\b/g, '$1 table') : ofServers(part))).join('');
}

function ofServers(part: string): string {
  return part
    .replace(/\bthe log has (no )?/g, 'the servers give $1')
    .replace(/\bthe log holds nothing of it\b/g, 'the servers give nothing of it')
    .replace(/\bthe log (covers|is|reaches)\b/g, 'what the servers gave $1')
    .replace(/\b(of|with) the log\b/g, '$1 what the servers gave');
}

/** The same report with each reason said of what its source is. */
export function reportInWords<T extends Omit<Report, 'sentence'>>(report: T): T {
  const word = sourceWord(report.source);
  if (word === 'log') return report;
  const say = (text: string): string => saidOf(word, text);
  const figure = <F extends { readonly reason?: string }>(one: F): F => (one.reason === undefined ? one : { ...one, reason: say(one.reason) });
  const { estimates } = report;
  return {
    ...report,
    findings: report.findings.map((one) => ({
      ...one, reason: say(one.reason), baseline: figure(one.baseline), current: figure(one.current), ...(one.maturity === undefined ? {} : { maturity: figure(one.maturity) }),
    })),
    features: report.features.map(figure),
    notes: report.notes.map((note) => ({ ...note, text: say(note.text) })),
    ...(estimates === undefined ? {} : { estimates: { ...estimates, reason: say(estimates.reason), figures: estimates.figures.map(figure) } }),
  };
}

/** The same for alerts: why families and rules are not judged. */
export function alertsInWords(replay: AlertReplay, word: SourceWord): AlertReplay {
  const say = (text: string): string => saidOf(word, text);
  const why = (judged: Judged): Judged => (judged.why === null ? judged : { ...judged, why: say(judged.why) });
  return {
    ...replay,
    cadences: replay.cadences.map((cadence) => ({
      ...cadence,
      families: cadence.families.map((setup) => ({ ...setup, reason: setup.reason === null ? null : say(setup.reason) })),
      windows: cadence.windows.map((window) => ({ ...window, families: window.families.map((reading) => ({ ...reading, reason: say(reading.reason) })) })),
    })),
    rules: replay.rules.map((rule) => ({ ...rule, reason: say(rule.reason), judged: why(rule.judged) })),
    watched: replay.watched.map((line) => ({ ...line, judged: line.judged === null ? null : why(line.judged) })),
  };
}
