import { cadenceOf, readingOf, setupsOf } from '../alerts/cadences';
import { judgedWords } from '../alerts/rules/judgedWords';
import { windowsNeeded } from '../alerts/thresholds';
import type { RuleIncident, RuleReading } from '../domain/rule';
import type { AlertFamily, AlertReplay, FamilySetup, Incident, NamedSeries, WindowReading } from '../domain/alert';
import { formatAmount, formatFigure, formatRelative } from '../format/figures';
import { countOf, formatCount, formatFixed } from '../format/numbers';
import { oneLine } from '../format/oneLine';
import { formatInstant } from '../format/time';
import { countedWindows, judgedCadences, lengthText, namesOf, windowsCount, windowsWords } from './cadenceText';
import { evidenceText, ruleKindName, ruleTitle } from './rulesText';
import { wrap } from './text';

export interface AlertsTextOptions {
  readonly width?: number;
  readonly color?: boolean;
}

const thirtyDays = 30 * 86_400e6;
const evidence = 3;

/** What the rules would have said of a log, for a terminal: level and self-check of each family, then its incidents with their evidence. */
export function renderAlerts(replay: AlertReplay, name: string, options: AlertsTextOptions = {}): string {
  const width = Math.min(160, Math.max(60, options.width ?? 100));
  const bold = (text: string): string => (options.color === true ? `\u001b[1m${text}\u001b[0m` : text);
  const lines = [bold(oneLine(name)), ...wrap(headline(replay), width, '').map(bold), '', ...windowsLines(replay).flatMap((line) => wrap(line, width, '  '))];
  for (const setup of setupsOf(replay)) lines.push('', ...familyLines(replay, setup, width, bold));
  if (replay.rules.length > 0) lines.push('', bold('OBJECTIVES AND LIMITS'), ...replay.rules.flatMap((rule) => ruleLines(replay, rule, width)));
  const others = replay.watched.filter(({ judged }) => judged === null);
  for (const { title, words } of others) lines.push('', bold(title.toUpperCase()), ...wrap(`  ${words}`, width, '  '));
  if (replay.incidents.length + replay.ruleIncidents.length > 0) {
    lines.push('', bold('INCIDENTS'), ...replay.incidents.flatMap((incident) => incidentLines(replay, incident, width)), ...replay.ruleIncidents.flatMap((incident) => ruleIncidentLines(replay, incident, width)));
  }
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function anythingJudged({ cadences, rules }: AlertReplay): boolean {
  return cadences.some(({ windows }) => windows.some(({ families }) => families.some(({ state }) => state !== 'not judged'))) || rules.some(({ state }) => state !== 'not judged');
}

function headline(replay: AlertReplay): string {
  const { incidents, ruleIncidents } = replay;
  if (!anythingJudged(replay)) return 'Nothing is judged: see below why.';
  const all = incidents.length + ruleIncidents.length;
  if (all === 0) return `No alert in ${windowsCount(replay.axis, countedWindows(replay))}.`;
  const open = [...incidents.filter(({ closed }) => closed === null).map(({ family }) => family), ...ruleIncidents.filter((each) => each.open).map(({ kind, severity }) => ruleKindName(kind, severity))];
  const which = open.length === 0 ? 'none is open' : `open: ${[...new Set(open)].join(', ')}`;
  return `${countOf(all, 'incident')} in ${windowsCount(replay.axis, countedWindows(replay))}; ${which}.`;
}

function windowsLines({ axis, cadences }: AlertReplay): readonly string[] {
  const judged = judgedCadences(cadences);
  return judged.map((cadence) => `${judged.length === 1 ? '' : `${namesOf(cadence)}: `}${windowsWords(axis, { ...cadence, count: cadence.windows.length })}`);
}

function familyLines(replay: AlertReplay, setup: FamilySetup, width: number, bold: (text: string) => string): readonly string[] {
  const several = judgedCadences(replay.cadences).length > 1;
  const readings = (cadenceOf(replay.cadences, setup.family)?.windows ?? []).flatMap((window) => readingOf(window, setup.family) ?? []);
  const judged = readings.filter(({ state }) => state !== 'not judged');
  const alerts = judged.filter(({ state }) => state === 'alert').length;
  const text = (line: string): readonly string[] => wrap(`  ${line}`, width, '  ');
  if (setup.reason !== null) return [bold(setup.family.toUpperCase()), ...text(`not judged: ${setup.reason}`)];
  const watched = replay.watched.find(({ id }) => id === setup.family);
  const skipped = readings.length - judged.length;
  return [
    bold(`${setup.family.toUpperCase()}${several ? `, windows of ${lengthText(replay.axis, setup)}` : ''}`),
    ...(watched === undefined ? [] : text(watched.words)),
    ...text(`${countOf(alerts, 'alert')} in ${countOf(judged.length, 'window')}${skipped === 0 ? '' : `, ${formatCount(skipped)} not judged (the first: ${readings.find(({ state }) => state === 'not judged')?.reason ?? ''})`}`),
    ...(setup.labels === undefined ? [] : text(`counts ${setup.labels}`)),
    ...text(levelText(replay.axis, setup)),
    ...text(checkText(setup)),
    ...text(`${countOf(setup.series, 'series', 'series')} watched; expected value: ${setup.season.length === 0 ? 'the baseline’s level' : `by ${setup.season.join(' and ')}`}${setup.weighted ? '; windows weighted by their rows' : ''}${leftOutText(setup)}`),
    ...(watched === undefined || watched.judged === null ? [] : text(judgedWords(watched.judged, replay.axis))),
  ];
}

function ruleLines({ axis }: AlertReplay, { title, words, state, reason, judged }: RuleReading, width: number): readonly string[] {
  return [`${oneLine(title)}: ${state}`, `  ${words}`, `  ${reason}`, `  ${judgedWords({ ...judged, why: judged.why === reason ? null : judged.why }, axis)}`].flatMap((line) => wrap(`  ${line}`, width, '    '));
}

function ruleIncidentLines({ axis, rules, cadences }: AlertReplay, incident: RuleIncident, width: number): readonly string[] {
  const cadence = cadences[rules.find(({ id }) => id === incident.rule)?.cadence ?? 0];
  const place = (time: number | null, slot: number): string => (time === null ? `window ${formatCount(slot + 1)}` : formatInstant(time));
  const span = `from ${place(incident.start, incident.from)} ${incident.open ? 'to the end of the log' : `to ${place(incident.end, incident.to - 1)}`}`;
  const past = axis === 'time' && cadence !== undefined && cadence.windows.length > 0 && incident.from < cadence.baseline.to ? ' (within the baseline of the charts)' : '';
  return [`  #${incident.id} ${ruleKindName(incident.kind, incident.severity)}: ${oneLine(ruleTitle(rules, incident))}: ${span}${past}`, ...incident.evidence.slice(0, evidence).map((one) => `     ${evidenceText(one)}`)].flatMap((line) => wrap(line, width, '       '));
}

function leftOutText({ leftOut }: FamilySetup): string {
  const first = leftOut[0];
  return first === undefined ? '' : `; ${formatCount(leftOut.length)} left out (${oneLine(first.target)}: ${oneLine(first.reason)}${leftOut.length > 1 ? '; …' : ''})`;
}

/** The level in plain words: what it means in a month. */
export function levelText(axis: 'time' | 'row', setup: Pick<FamilySetup, 'level' | 'calibration' | 'windowLength' | 'windows'>): string {
  const calibration = calibrationText(setup);
  return setup.calibration.kind === 'not calibrated' ? calibration : `level ${askedText(axis, setup)}: ${calibration}`;
}

/** `1.0 % of windows, about 7.2 false alerts in 30 days`. */
export function askedText(axis: 'time' | 'row', { level, windowLength }: Pick<FamilySetup, 'level' | 'windowLength'>): string {
  const month = axis === 'time' ? `, about ${formatFixed((level * thirtyDays) / windowLength, 1)} false alerts in 30 days` : '';
  return `${formatFigure(level, 'share')} of windows${month}`;
}

export function calibrationText({ calibration, windows, level }: Pick<FamilySetup, 'calibration' | 'windows' | 'level'>): string {
  switch (calibration.kind) {
    case 'calibrated':
      return 'calibrated on the baseline’s own windows';
    case 'approximate':
      // Enough windows for the level, were each independent of the ones before it.
      return `approximate${windows < windowsNeeded(level) ? '' : ', since windows resemble the ones before them and so say less'}, ${countOf(calibration.missing, 'more baseline window')} would calibrate it`;
    case 'not calibrated':
      return `not calibrated yet: ${countOf(calibration.missing, 'more baseline window')} needed`;
  }
}

export function checkText(setup: Pick<FamilySetup, 'check'>): string {
  return setup.check === null ? `self-check: ${checkResult(setup)}` : `self-check on the baseline itself: ${checkResult(setup)}`;
}

/** What the self-check found, or why there is none. */
export function checkResult({ check }: Pick<FamilySetup, 'check'>): string {
  if (check === null) return 'not available (too few windows in half of the baseline)';
  const range = check.low === null || check.high === null ? '' : ` (${formatFigure(check.low, 'share')} to ${formatFigure(check.high, 'share')})`;
  const found = `${countOf(check.alerts, 'alert')} in ${countOf(check.windows, 'window')}, ${formatFigure(check.rate, 'share')}${range}`;
  return check.unstable ? `${found}: the baseline is not stable, the level is not guaranteed` : found;
}

function incidentLines(replay: AlertReplay, incident: Incident, width: number): readonly string[] {
  const windows = cadenceOf(replay.cadences, incident.family)?.windows ?? [];
  const first = windows[incident.opened];
  const last = incident.closed === null ? undefined : windows[incident.closed];
  const place = (window: WindowReading | undefined): string => (window === undefined ? '' : window.start === null ? `window ${formatCount(window.from + 1)}` : formatInstant(window.start));
  const head = `  #${incident.id} ${incident.family}: from ${place(first)} ${last === undefined ? 'to the end of the log' : `to ${place(last)}`}, ${countOf(incident.alerts, 'window')} with an alert`;
  const named = readingOf(first, incident.family)?.named.filter(({ aboveFloor }) => aboveFloor) ?? [];
  const targets = incident.targets.length > evidence ? [`     named most often: ${incident.targets.slice(0, 5).map(targetName).join(', ')}${incident.targets.length > 5 ? ` and ${formatCount(incident.targets.length - 5)} more` : ''}`] : [];
  return [...wrap(head, width, '     '), ...named.slice(0, evidence).flatMap((one) => wrap(`     ${namedText(one, incident.family)}`, width, '       ')), ...targets.flatMap((line) => wrap(line, width, '       '))];
}

/** One named series with its evidence: what, how far, by which chart. */
export function namedText(one: NamedSeries, family: AlertFamily): string {
  const values = one.value === null || one.expected === null || one.unit === 'none' || one.unit === 'sd' ? '' : ` ${formatFigure(one.value, one.unit)} where ${formatFigure(one.expected, one.unit)} was expected,`;
  const { value, unit, relative } = one.effect;
  const effect = value === null ? '' : `, ${relative ? formatRelative(value) : `effect ${formatAmount(value, unit)}`}`;
  const about = family === 'drift' ? `${oneLine(one.title)}: ${oneLine(one.statistic)}` : oneLine(one.title);
  return `${about}${values} ${one.z < 0 ? '−' : '+'}${formatFixed(Math.abs(one.z), 1)} standard errors (${one.chart === 'window' ? 'this window' : 'lasting change'})${effect}`;
}

function targetName(target: string): string {
  return oneLine(target.replace(/^feature:/, ''));
}
