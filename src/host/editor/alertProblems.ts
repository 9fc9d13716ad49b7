import { join } from 'node:path';
import { Diagnostic, type DiagnosticCollection, DiagnosticRelatedInformation, DiagnosticSeverity, l10n, languages, Location, Range, type TextDocument, Uri, workspace } from 'vscode';
import { describeReason } from '../../core/code/describeReason';
import type { RankedPlace } from '../../core/code/place';
import { formatCount } from '../../core/format/numbers';
import { oneLine } from '../../core/format/oneLine';
import { formatInstant } from '../../core/format/time';
import { namedText } from '../../core/report/alertsText';
import type { CodeService } from '../code/codeService';
import { commands, settingsSection } from '../ids';
import { commandUri } from '../platform/commandLink';
import { DisposableOwner } from '../platform/disposables';
import { readSettings } from '../platform/settings';
import type { AlertBook } from '../project/alertBook';
import type { AlertIncident, ChartIncident } from '../project/alertIncidents';
import { firingFeatures } from './firingFeatures';

/** Of one incident; what else it names stands on its page. */
const mostFeatures = 20;
const mostRelated = 5;

/** A firing alert at the line that makes a feature which it names. */
export interface AlertProblem {
  readonly diagnostic: Diagnostic;
  readonly incident: ChartIncident;
  readonly feature: string;
}

/** Firing alerts in the Problems view, each at the best place of the features that it names. What is muted, acknowledged or over leaves at once. */
export class AlertProblems extends DisposableOwner {
  readonly #collection: DiagnosticCollection;
  #problems: ReadonlyMap<string, readonly AlertProblem[]> = new Map();
  #drawn = '';

  constructor(
    private readonly alerts: AlertBook,
    private readonly code: CodeService,
  ) {
    super();
    this.#collection = this.own(languages.createDiagnosticCollection('model-vitals'));
    this.own(alerts.onChange(() => this.#update()));
    this.own(code.onChange(() => this.#update()));
    this.own(workspace.onDidChangeConfiguration((event) => event.affectsConfiguration(settingsSection) && this.#update()));
    // A cell has an address of its own once its notebook is open.
    this.own(workspace.onDidOpenNotebookDocument(() => this.#update()));
    this.own(workspace.onDidCloseNotebookDocument(() => this.#update()));
    this.#update();
  }

  /** All problems of a document. */
  of(document: TextDocument): readonly AlertProblem[] {
    return this.#problems.get(document.uri.toString()) ?? [];
  }

  #update(): void {
    const found = new Map<string, AlertProblem[]>();
    const incidents = readSettings().problems ? this.alerts.incidents : [];
    for (const incident of incidents) {
      if (incident.of !== 'chart') continue;
      for (const feature of firingFeatures(incident).slice(0, mostFeatures)) {
        const places = this.code.places[feature] ?? [];
        const anchor = places.find(({ kind }) => kind === 'definition') ?? places.find(({ kind }) => kind === 'listing');
        if (anchor === undefined) continue;
        const { uri, range } = locationOf(anchor);
        const diagnostic = problemOf(incident, feature, range, places.filter((place) => place !== anchor).slice(0, mostRelated));
        const there = found.get(uri.toString()) ?? [];
        there.push({ diagnostic, incident, feature });
        found.set(uri.toString(), there);
      }
    }
    this.#problems = found;
    // Judging tells of its progress often: what is the same is not set again.
    const drawn = JSON.stringify([...found].map(([uri, problems]) => [uri, problems.map(({ diagnostic: { message, range, relatedInformation } }) => [message, range, relatedInformation?.length])]));
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.#collection.clear();
    for (const [uri, problems] of found) this.#collection.set(Uri.parse(uri, true), problems.map(({ diagnostic }) => diagnostic));
  }
}

function problemOf(incident: ChartIncident, feature: string, range: Range, others: readonly RankedPlace[]): Diagnostic {
  // Approximate limits are told of, but are no warning.
  const diagnostic = new Diagnostic(range, messageOf(incident, feature), incident.calibrated ? DiagnosticSeverity.Warning : DiagnosticSeverity.Information);
  diagnostic.source = 'Model Vitals';
  diagnostic.code = { value: codeOf(incident), target: Uri.parse(commandUri(commands.openAlerts, [incident.key])) };
  diagnostic.relatedInformation = others.map((place) => {
    const { uri, range: there } = locationOf(place);
    return new DiagnosticRelatedInformation(new Location(uri, there), describeReason(place));
  });
  return diagnostic;
}

/** `drift alert #3` */
export function codeOf({ kind, id }: AlertIncident): string {
  return l10n.t('{0} alert #{1}', kind, id);
}

/** `features.distance moved: share at or below 3.5, +7.1 standard errors (this window); firing since 10 Jun 2001 00:00 UTC` */
function messageOf({ evidence, opened, incident, calibrated }: ChartIncident, feature: string): string {
  const own = evidence.find(({ target }) => target === `feature:${feature}`);
  const what = own === undefined ? l10n.t('{0} is named by an alert', oneLine(feature)) : namedText(own, incident.family);
  const since = opened.start === null ? l10n.t('window {0}', formatCount(opened.from + 1)) : formatInstant(opened.start);
  return `${l10n.t('{0}; firing since {1}', what, since)}${calibrated ? '' : l10n.t(', limits are approximate')}`;
}

/** Where a place stands in the editor; a cell of a notebook that is not open is told by its file alone. */
function locationOf(place: RankedPlace): { readonly uri: Uri; readonly range: Range } {
  const file = Uri.file(join(place.root, place.file));
  const range = new Range(place.line - 1, place.column - 1, place.line - 1, place.endColumn - 1);
  if (place.cell === undefined) return { uri: file, range };
  const notebook = workspace.notebookDocuments.find(({ uri }) => uri.toString() === file.toString());
  const cell = notebook !== undefined && place.cell < notebook.cellCount ? notebook.cellAt(place.cell) : undefined;
  return cell === undefined ? { uri: file, range: new Range(0, 0, 0, 0) } : { uri: cell.document.uri, range };
}
