import type { GateItem, GateKind, GatePlace, GateResult } from './gateResult';

/** The parts of SARIF 2.1.0 (OASIS Standard, 27 March 2020) that are written here. */
export interface SarifLog {
  readonly $schema: string;
  readonly version: '2.1.0';
  readonly runs: readonly SarifRun[];
}
interface SarifRun {
  readonly tool: { readonly driver: { readonly name: string; readonly version: string; readonly rules: readonly SarifRule[] } };
  readonly columnKind: 'utf16CodeUnits';
  readonly results: readonly SarifResult[];
}
interface SarifRule {
  readonly id: string;
  readonly name: string;
  readonly shortDescription: { readonly text: string };
  readonly help: { readonly text: string };
}
interface SarifResult {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: 'error' | 'warning';
  readonly message: { readonly text: string };
  readonly locations: readonly SarifLocation[];
  readonly relatedLocations?: readonly (SarifLocation & { readonly id: number })[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
}
interface SarifLocation {
  readonly physicalLocation: {
    readonly artifactLocation: { readonly uri: string; readonly uriBaseId: '%SRCROOT%' };
    readonly region?: { readonly startLine: number; readonly startColumn?: number; readonly endColumn?: number };
  };
  readonly message?: { readonly text: string };
}

const kinds: Readonly<Record<GateKind, { readonly name: string; readonly short: string; readonly help: string }>> = {
  drift: { name: 'FeatureDrift', short: 'A feature of the model is distributed otherwise than in the baseline.', help: 'Look at what makes the feature at this line and where its inputs come from. If the change is meant, take a new baseline.' },
  service: { name: 'ServiceRegression', short: 'Latency or the error rate rose.', help: 'Run `model-vitals report --why` for what moves together with it.' },
  quality: { name: 'QualityRegression', short: 'The quality of the model fell.', help: 'Run `model-vitals report --why` for the segments in which it fell.' },
  confidence: { name: 'ConfidenceChange', short: 'The confidence of the model moved.', help: 'Compare the features that moved with it.' },
  business: { name: 'BusinessChange', short: 'A business figure moved.', help: 'Compare the features that moved with it.' },
  limit: { name: 'LimitBroken', short: 'A figure lies beyond a limit of model-vitals.json.', help: 'The limit stands in `alerts.limits` of model-vitals.json.' },
  objective: { name: 'ObjectiveMissed', short: 'An objective of model-vitals.json is not met.', help: 'The objective stands in `alerts.slos` of model-vitals.json.' },
  columns: { name: 'ColumnsDiffer', short: 'The log lacks columns that the baseline has.', help: 'A column that is no longer written cannot be compared. If that is meant, save a new baseline.' },
};

export interface SarifOptions {
  readonly version: string;
  /** Where results without a line of code are shown: the configuration file, relative to the root of the repository; null leaves them without a place. */
  readonly fallback: string | null;
}

/** What failed as errors, what moved and is tolerated as warnings, each on the line that makes it, so that code hosts annotate a change. */
export function gateSarif(result: GateResult, { version, fallback }: SarifOptions): SarifLog {
  const told = result.items.filter(({ outcome }) => outcome === 'failed' || outcome === 'tolerated');
  const used = [...new Set(told.map(({ kind }) => kind))];
  const rules = used.map((kind): SarifRule => ({ id: `model-vitals/${kind}`, name: kinds[kind].name, shortDescription: { text: kinds[kind].short }, help: { text: kinds[kind].help } }));
  const results = told.map((item) => resultOf(item, used.indexOf(item.kind), result.source, fallback));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver: { name: 'Model Vitals', version, rules } }, columnKind: 'utf16CodeUnits', results }],
  };
}

function resultOf({ id, kind, title, outcome, reason, places }: GateItem, ruleIndex: number, source: string, fallback: string | null): SarifResult {
  const [first, ...others] = places.length > 0 ? places : fallback === null ? [] : [{ file: fallback, line: 1 }];
  return {
    ruleId: `model-vitals/${kind}`,
    ruleIndex,
    level: outcome === 'failed' ? 'error' : 'warning',
    message: { text: `${title}: ${reason}` },
    locations: first === undefined ? [] : [locationOf(first)],
    ...(others.length === 0 ? {} : { relatedLocations: others.map((place, i) => ({ id: i + 1, ...locationOf(place), message: { text: `${title} is named here too` } })) }),
    // The same finding in the next run is the same alert, wherever its line has gone.
    partialFingerprints: { 'modelVitalsFinding/v1': `${source}|${id}` },
  };
}

function locationOf({ file, line, column, endColumn }: GatePlace): SarifLocation {
  const region = line === null ? {} : { region: { startLine: line, ...(column === undefined ? {} : { startColumn: column }), ...(column === undefined || endColumn === undefined ? {} : { endColumn }) } };
  return { physicalLocation: { artifactLocation: { uri: file.split('/').map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' }, ...region } };
}
