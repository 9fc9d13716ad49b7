import { judgedWords } from '../../../../src/core/alerts/rules/judgedWords';
import { askedText, calibrationText, checkResult, namedText } from '../../../../src/core/report/alertsText';
import { type CountedWindows, judgedCadences, lengthText, namesOf, windowsCount, windowsWords } from '../../../../src/core/report/cadenceText';
import { alertFamilies, type FamilySetup, type NamedSeries } from '../../../../src/core/domain/alert';
import { formatAmount } from '../../../../src/core/format/figures';
import { oneLine } from '../../../../src/core/format/oneLine';
import type { SentencePart } from '../../../../src/core/domain/report';
import type { AlertsSnapshot, AlertsSummary, CadenceView, FamilyLines, IncidentState, IncidentView } from '../../../../src/protocol/alertsView';
import type { Figures } from '../../../kit/figures';
import { slotStart, slotsText } from './alertAxis';
import { cadenceOf } from './incidentRanges';
import { plural, t } from '../../../kit/l10n';
import { andList, listAndMore, orList } from '../../../../src/core/text/lists';
import { alertStateWord, familyWord } from '../../../../src/core/text/words';

/* What the Alerts page says in words. Nothing here judges: it tells what the snapshot holds. */

/** Limits are not order statistics of enough windows: nothing of the family is drawn bold. */
export function isTentative({ calibration }: FamilySetup): boolean {
  return calibration.kind !== 'calibrated';
}

export function isJudged({ reason, calibration }: FamilySetup): boolean {
  return reason === null && calibration.kind !== 'not calibrated';
}

/** `distance` for `feature:distance`; figures keep their id. */
export function targetName(target: string): string {
  return oneLine(target.replace(/^feature:/, ''));
}

export function featureOf(target: string): string | null {
  return /^feature:(.*)$/s.exec(target)?.[1] ?? null;
}

/** What is open since when; or that nothing is, on how many windows, at which level. */
export function sentenceParts(snapshot: AlertsSnapshot, figures: Figures): readonly SentencePart[] {
  const setups = familiesOf(snapshot).map(({ setup }) => setup);
  const judged = setups.filter(isJudged);
  const first = setups[0];
  const rules = snapshot.rules.filter(({ state }) => state !== 'not judged').length;
  if (judged.length + rules === 0) return [{ text: first === undefined ? t('Nothing is judged yet.') : t('Nothing is judged yet: {0}.', first.reason ?? calibrationText(first)) }];
  const open = snapshot.incidents.filter((incident) => incident.open);
  const windows = windowsCount(snapshot.axis, counted(snapshot), figures.locale);
  const levels = [...new Set(judged.map(({ level }) => figures.percent(level)))];
  if (open.length === 0) {
    const families = plural(judged.length, { one: '{0} family', other: '{0} families' }, figures.count(judged.length));
    const own = plural(rules, { one: '{0} rule of your own', other: '{0} rules of your own' }, figures.count(rules));
    const text = judged.length === 0
      ? t('No alert is open: {0} judged, by {1}.', windows, own)
      : rules === 0 ? t('No alert is open: {0} judged, at a level of {1} of windows for each of {2}.', windows, orList(levels), families)
        : t('No alert is open: {0} judged, at a level of {1} of windows for each of {2}, and {3}.', windows, orList(levels), families, own);
    return [{ text }, ...approximate(judged)];
  }
  const firing = open.filter(({ state }) => state === 'firing');
  const shown = firing.length > 0 ? firing : open;
  const parts = shown.slice(0, 6).flatMap((incident, i): readonly SentencePart[] => [
    { text: i === 0 ? '' : i === shown.length - 1 ? t(' and ') : ', ' },
    { text: t('{0} since {1}', kindWords(incident), incidentStart(snapshot, incident, figures)), target: `incident:${incident.key}` },
  ]);
  const more = shown.length > 6 ? t(' and {0} more', figures.count(shown.length - 6)) : '';
  const others = open.length - firing.length;
  const seen = firing.length > 0 && others > 0 ? [plural(others, { one: '{0} more is acknowledged or muted.', other: '{0} more are acknowledged or muted.' }, figures.count(others))] : [];
  const head = firing.length > 0 ? t('Open:') : t('Open, all acknowledged or muted:');
  return [{ text: `${head} ` }, ...parts, { text: [`${more}.`, ...seen].join(' ') }, ...approximate(judged)];
}

function approximate(judged: readonly FamilySetup[]): readonly SentencePart[] {
  const some = judged.filter(isTentative);
  if (some.length === 0) return [];
  const text = some.length === judged.length ? t('The limits are approximate: the baseline is short.') : t('The limits of {0} are approximate: the baseline is short.', andList(some.map(({ family }) => familyWord(family))));
  return [{ text: ` ${text}` }];
}

/** Families with their lines, in the order of `alertFamilies`, whatever windows they are judged by. */
export function familiesOf({ cadences }: AlertsSnapshot): readonly FamilyLines[] {
  const all = cadences.flatMap(({ families }) => families);
  return alertFamilies.flatMap((family) => all.find(({ setup }) => setup.family === family) ?? []);
}

function counted({ cadences }: AlertsSnapshot): readonly CountedWindows[] {
  return judgedCadences(cadences.map(({ windowLength, families, skipped, slots }) => ({ windowLength, families: families.map(({ setup }) => setup), count: skipped + slots.length })));
}

/** `Windows of 6 h. Baseline …`, or which families have windows of which length. */
export function windowsText(snapshot: AlertsSnapshot, figures: Figures): string {
  const all = counted(snapshot);
  const [first] = all;
  const only = all.length === 1 ? snapshot.cadences.find(({ windowLength }) => windowLength === first?.windowLength) : undefined;
  if (only !== undefined) return cadenceText(only, figures);
  const each = all.map((one) => t('{0} of {1}', namesOf(one), lengthText(snapshot.axis, one, figures.locale)));
  return t('Each family has windows of its own length: {0}.', each.join('; '));
}

function cadenceText(cadence: CadenceView, figures: Figures): string {
  const { slots, skipped } = cadence;
  const words = windowsWords(cadence.axis, { ...cadence, count: skipped + slots.length }, figures.locale);
  return skipped === 0 ? words : [words, t('The charts show the last {0} of them.', figures.count(slots.length))].join(' ');
}

/** `drift`, or `SLO page "answered in time"`: rules have names of their own. */
function kindWords({ kind, rule, title }: IncidentView): string {
  return rule === null ? kind : `${kind} “${oneLine(title)}”`;
}

/** When it opened: a rule's incident between two windows. */
function incidentStart(snapshot: AlertsSnapshot, incident: IncidentView, figures: Figures): string {
  const cadence = cadenceOf(snapshot, incident);
  if (incident.start !== null) return figures.instant(incident.start);
  return cadence === null ? '' : slotStart(cadence, incident.from, figures);
}

export interface FamilyFact {
  readonly id: string;
  readonly name: string;
  readonly text: string;
}

/** How far a family's level can be trusted, and what it watches. */
export function familyFacts(snapshot: AlertsSnapshot, { setup }: FamilyLines, figures: Figures): readonly FamilyFact[] {
  const season = setup.season.length === 0 ? t('the baseline’s level') : t('by {0}', andList(setup.season));
  const line = snapshot.watched.find(({ id }) => id === setup.family);
  const cadence = snapshot.cadences.find(({ families }) => families.some((one) => one.setup.family === setup.family));
  return [
    ...(line === undefined ? [] : [{ id: 'rule', name: t('Rule'), text: line.words }]),
    ...(cadence === undefined || counted(snapshot).length < 2 ? [] : [{ id: 'windows', name: t('Windows'), text: cadenceText(cadence, figures) }]),
    ...(setup.labels === undefined ? [] : [{ id: 'counts', name: t('Counts'), text: setup.labels }]),
    { id: 'level', name: t('Level'), text: askedText(snapshot.axis, setup) },
    { id: 'limits', name: t('Limits'), text: calibrationText(setup) },
    { id: 'check', name: t('Self-check'), text: setup.check === null ? checkResult(setup) : t('on the baseline itself: {0}', checkResult(setup)) },
    { id: 'watched', name: t('Watched'), text: [plural(setup.series, { one: '{0} series', other: '{0} series' }, figures.count(setup.series)), t('expected value: {0}', season), ...(setup.weighted ? [t('windows weighted by their rows')] : [])].join('; ') },
    ...(line === undefined || line.judged === null ? [] : [{ id: 'judged', name: t('Judged'), text: judgedWords(line.judged, snapshot.axis) }]),
  ];
}

/** `63 alerts in 72 windows of 1 h, 24 not judged`. */
export function familyCount({ states, setup }: FamilyLines, axis: CadenceView['axis'], figures: Figures): string {
  const alerts = states.filter((state) => state === 1).length;
  const skipped = states.filter((state) => state === 2).length;
  const count = plural(alerts, { one: '{0} alert', other: '{0} alerts' }, figures.count(alerts));
  const words = t('{0} in {1} of {2}', count, countedWindows(states.length - skipped, figures), lengthText(axis, setup, figures.locale));
  return skipped === 0 ? words : `${words}, ${t('{0} not judged', figures.count(skipped))}`;
}

function countedWindows(n: number, figures: Figures): string {
  return plural(n, { one: '{0} window', other: '{0} windows' }, figures.count(n));
}

/** Series that hovering names; the table has the others. */
const told = 2;

/** One window of one family: all that hovering says. */
export function windowWords(cadence: CadenceView, lines: FamilyLines, at: number, namedMore: number, figures: Figures): string {
  const slot = cadence.slots[at] ?? 0;
  const place = `${slotsText(cadence, slot, slot + 1, figures)} · ${figures.rows(cadence.rows[at] ?? 0)}`;
  const reason = lines.reasons[lines.reasonOf[at] ?? 0] ?? '';
  if (lines.states[at] === 2) return t('{0} · not judged: {1}', place, reason);
  const chart = (name: string, line: FamilyLines['window']) => t('{0} {1}, limit {2}', name, errors(line.values[at], figures), errors(line.limits[at], figures));
  return `${place} · ${chart(t('this window'), lines.window)} · ${chart(t('lasting change'), lines.lasting)} · ${lines.states[at] === 1 ? `${t('alert')}, ` : ''}${reason}${namedWords(lines, at, namedMore, figures)}`;
}

function namedWords(lines: FamilyLines, at: number, namedMore: number, figures: Figures): string {
  const named = lines.named.find(({ window }) => window === at);
  if (named === undefined) return lines.states[at] === 1 && namedMore > 0 ? `; ${t('its series are named only in the latest alerts')}` : '';
  const more = named.more + Math.max(0, named.series.length - told);
  const words = [...named.series.slice(0, told).map((one) => namedText(one, lines.setup.family)), ...(more > 0 ? [t('and {0} more', figures.count(more))] : [])];
  return `: ${words.join('; ')}`;
}

/** A value in standard errors. */
export function errors(value: number | null | undefined, figures: Figures): string {
  return value === null || value === undefined ? t('not judged') : figures.fixed(value, 1);
}

export const stateWords: readonly string[] = [t('quiet'), t('alert'), t('not judged'), t('beyond, below the floor')];

export const incidentIcons: Readonly<Record<IncidentState, string>> = { firing: 'bell-dot', acknowledged: 'eye', muted: 'bell-slash', resolved: 'pass' };

/** `#1 drift: features.distance and 6 more`. */
export function incidentTitle({ id, kind, title, targets, targetsMore }: IncidentView, figures: Figures): string {
  const more = targets.length + targetsMore - 1;
  return `#${id} ${kind}: ${listAndMore([oneLine(title)], more, (n) => figures.count(n))}`;
}

/** `firing since … , 63 windows with an alert`. */
export function incidentSpan(snapshot: AlertsSnapshot, incident: IncidentView, figures: Figures): string {
  const { state, open, start, end, from, to, alerts, rule } = incident;
  const cadence = cadenceOf(snapshot, incident);
  const whole = start !== null && end !== null && (rule !== null || cadence === null) ? figures.span(start, end) : cadence === null ? '' : slotsText(cadence, from, to, figures);
  const span = open ? t('since {0}', incidentStart(snapshot, incident, figures)) : whole;
  const words = `${alertStateWord(state)} ${span}`;
  return rule !== null ? words : `${words}, ${plural(alerts, { one: '{0} window with an alert', other: '{0} windows with an alert' }, figures.count(alerts))}`;
}

/** A change and its floor, in the figure's own unit (its direction is that of z) or relative to what was expected. */
export function effectTexts({ effect }: NamedSeries, figures: Figures): { readonly effect: string; readonly floor: string } {
  const say = (value: number) => (effect.relative ? figures.relative(value) : formatAmount(value, effect.unit, figures.locale));
  return {
    effect: effect.value === null ? t('not available') : say(effect.value),
    floor: effect.floor === null ? t('none') : say(Math.abs(effect.floor)).replace(/^\+/, ''),
  };
}

/** One line for the overview. */
export function summaryWords({ state, firing, seen, windows, judged, calibrated, problem }: AlertsSummary, figures: Figures): { readonly title: string; readonly more: string } {
  if (state === 'judging') return { title: t('Alerts: being judged…'), more: '' };
  if (state === 'waiting') return { title: t('Alerts'), more: t('judged once the report stands') };
  if (state === 'failed') return problem?.fault.code === 'cancelled' ? { title: t('Alerts'), more: t('judging was cancelled') } : { title: t('Alerts: cannot be judged'), more: problem?.text ?? '' };
  if (judged === 0) return { title: t('Alerts: not judged yet'), more: t('the page says what is missing') };
  const others = seen === 0 ? [] : [t('{0} acknowledged or muted', figures.count(seen))];
  const limits = calibrated ? [] : [t('limits are approximate')];
  if (firing.length === 0) return { title: t('Alerts: none open'), more: [...(seen === 0 ? [t('in {0}', windows)] : others), ...limits].join('; ') };
  const shown = listAndMore(firing.slice(0, 2).map(({ kind, since }) => t('{0} since {1}', kind, since)), firing.length - 2, (n) => figures.count(n));
  return { title: t('Alerts: {0} open', figures.count(firing.length)), more: [shown, ...others, ...limits].join('; ') };
}
