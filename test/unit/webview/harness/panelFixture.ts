import { defaultSettings } from '../../../../src/core/analysis/settings';
import type { FeatureDetail, Report, RowPage, SentencePart } from '../../../../src/core/domain/report';
import type { Role, RoleGuess } from '../../../../src/core/domain/role';
import type { ColumnProfile, SourceState } from '../../../../src/core/domain/source';
import type { Axis, AxisKind, Comparison, SlotRange, WindowInfo, WindowRequest } from '../../../../src/core/domain/window';
import type { AlertsSummary } from '../../../../src/protocol/alertsView';
import type { FeatureCode, PanelCalls, PanelState, PanelView } from '../../../../src/protocol/panelCalls';
import { featureDetail, featureFinding, featureModels, hostileName } from './featureFixture';
import type { FeatureModel } from './featureFixture';
import { faultSlot, figureModels, findingOf, makeSeries, slots, timeAxis } from './seriesFixture';

const order = { moved: 0, 'not enough data': 2, 'not available': 3, stable: 1 } as const;

/** A made-up host side for one source: consistent views of any comparison. It stands in for the host, never for the panel. */
export class PanelFixture {
  readonly models: readonly FeatureModel[];
  readonly #series = makeSeries();
  #roles: RoleGuess[];
  named: { name: string; window: WindowRequest }[] = [];
  comparison: Comparison | null = null;
  axis: AxisKind = 'time';
  revision = 1;
  alerts: AlertsSummary = { state: 'waiting', revision: 0, progress: null, problem: null, windows: '', firing: [], seen: 0, judged: 0, calibrated: false };

  constructor(features: number) {
    this.models = featureModels(features);
    this.#roles = [
      { column: 'ts', role: 'timestamp', reasons: [{ code: 'name', detail: 'ts' }, { code: 'values', detail: 'epoch-ms' }] },
      { column: 'latency_ms', role: 'latency', reasons: [{ code: 'name', detail: 'latency' }] },
      { column: 'label', role: 'label', reasons: [{ code: 'configured' }] },
      ...this.models.map((model) => ({ column: model.name, role: 'feature' as const, reasons: [{ code: 'left-over' as const }] })),
    ];
  }

  setRole(column: string, role: Role): void {
    this.#roles = this.#roles.map((guess) => (guess.column === column ? { column, role, reasons: [{ code: 'configured' }] } : guess));
  }

  state(change: Partial<PanelState> = {}): PanelState {
    this.revision += 1;
    return {
      revision: this.revision, status: 'ready', source: { id: 's1', name: 'flight-delays' },
      sources: [{ id: 's1', name: 'flight-delays', state: 'ready' }, { id: 's2', name: 'hotel-bookings', state: 'partly ready' }],
      progress: null, problem: null, engine: 'ready', remark: null, view: this.view(), training: null, alerts: this.alerts, madeAtMs: Date.UTC(2001, 5, 17), locale: 'en', ...change,
    };
  }

  view(): PanelView {
    const report = this.report();
    return {
      report, series: { ...this.#series, axis: report.axis }, tileSeries: [], axes: ['time', 'version', 'row'], axis: this.axis, comparison: this.comparison, named: this.named,
      presets: [
        { id: 'halves', title: 'First part against last part', preset: { kind: 'parts', baseline: 0.6, current: 0.3 } },
        { id: 'day', title: 'Last day against the day before', preset: { kind: 'last', length: 86_400e6 } },
        { id: 'week', title: 'Same hours a week earlier', preset: { kind: 'same-hours', length: 86_400e6, ago: 'week' } },
      ],
      code: this.#code(), codeState: 'ready',
    };
  }

  report(): Report {
    const ranges = this.#ranges();
    const n = { baseline: this.#window(ranges.baseline).rows, current: this.#window(ranges.current).rows };
    const findings = figureModels.flatMap((model) => {
      const series = this.#series.series.find((each) => each.id === model.id);
      return series === undefined ? [] : [findingOf(model, series, ranges.baseline, ranges.current)];
    });
    findings.push({
      id: 'quality.logLoss', family: 'quality', title: 'log loss', unit: 'score', better: 'lower', baseline: { value: null, interval: null, n: 0, reason: 'no column has the role score' },
      current: { value: null, interval: null, n: 0, reason: 'no column has the role score' }, change: { value: null, interval: null }, verdict: 'not available', reason: 'no column has the role score', method: 'none', basis: 'exact', p: null,
    });
    findings.push({
      id: 'score.distribution', family: 'confidence', title: 'score distribution', unit: 'sd', better: 'neither', baseline: { value: null, interval: null, n: n.baseline, reason: 'the baseline is what the distance is measured from' },
      current: { value: 0.04, interval: null, n: n.current }, change: { value: 0.04, interval: null }, verdict: 'stable', reason: '0.04 sd, below the floor', method: 'Wasserstein-1 per baseline sd', basis: 'binned', p: 0.4,
    });
    const features = this.models.map((model) => featureFinding(model, n)).sort((a, b) => order[a.verdict] - order[b.verdict] || (b.effect.value ?? 0) - (a.effect.value ?? 0));
    const moved = features.filter((each) => each.verdict === 'moved').length;
    const judged = features.filter((each) => each.verdict === 'moved' || each.verdict === 'stable').length;
    const p95 = findings.find((finding) => finding.id === 'latency.p95');
    const sentence: SentencePart[] =
      p95?.verdict === 'moved'
        ? [{ text: 'distance moved', target: 'feature:distance' }, { text: ` by 1.42 sd and ${moved - 1} other feature; ` }, { text: `p95 latency rose ${(p95.change.value ?? 0).toFixed(0)} ms`, target: 'latency.p95' }, { text: '; ' }, { text: 'accuracy fell 3.1 pt', target: 'quality.accuracy' }, { text: ' against the baseline.' }]
        : [{ text: 'Nothing moved in the service and model figures' }, { text: ` between these windows (${n.baseline} and ${n.current} rows).` }];
    return {
      schema: 'model-vitals/report/1', source: this.#source(), axis: this.#axisNow(), baseline: this.#window(ranges.baseline), current: this.#window(ranges.current), sentence, findings, features,
      drift: { moved, judged, total: features.length }, settings: defaultSettings,
      notes: [{ level: 'warning', text: 'The current window holds two model versions.' }, { level: 'info', text: '22 % of the predictions have no label yet.' }],
    };
  }

  detail(feature: string): FeatureDetail | null {
    const model = this.models.find((each) => each.name === feature);
    const { baseline, current } = this.#ranges();
    return model === undefined ? null : featureDetail(model, { baseline: this.#window(baseline).rows, current: this.#window(current).rows });
  }

  rows(query: PanelCalls['rows.read']['in']): RowPage {
    const columns = ['ts', 'latency_ms', 'label', ...this.models.slice(0, 12).map((model) => model.name)];
    const total = query.bin === null ? 41_231 : 'level' in query.bin ? 812 : Math.round((query.bin.low ?? 0) + 137);
    const base = query.window === 'baseline' ? 1 : 1.61;
    return {
      columns, total,
      rows: Array.from({ length: Math.min(query.limit, total) }, (_, i) => columns.map((column, j) => (column === 'ts' ? `2001-06-1${i % 9}T10:00:${10 + (i % 50)}Z` : column === 'label' && i % 5 === 0 ? null : j === 14 ? '<b>bold</b>' : String(Math.round((100 + i * 7 + j) * base))))),
    };
  }

  #axisNow(): Axis {
    return this.axis === 'version' ? { kind: 'version', names: ['v1.3', 'v1.4'] } : this.axis === 'row' ? { kind: 'row', step: 1500, count: slots, total: 1500 * slots } : timeAxis;
  }

  #ranges(): { readonly baseline: SlotRange; readonly current: SlotRange } {
    const { comparison } = this;
    if (comparison === null || 'preset' in comparison) {
      if (this.axis === 'version') return { baseline: { from: 0, to: 1 }, current: { from: 1, to: 2 } };
      return comparison?.preset.kind === 'last' ? { baseline: { from: slots - 24, to: slots - 12 }, current: { from: slots - 12, to: slots } } : { baseline: { from: 0, to: 108 }, current: { from: 126, to: slots } };
    }
    return { baseline: this.#resolve(comparison.baseline), current: this.#resolve(comparison.current) };
  }

  #resolve(request: WindowRequest): SlotRange {
    const slotOf = (us: number) => Math.round((us - timeAxis.start) / timeAxis.step);
    switch (request.kind) {
      case 'range':
        return { from: slotOf(request.from), to: slotOf(request.to) };
      case 'slots':
        return { from: request.from, to: request.to };
      case 'named': {
        const kept = this.named.find((each) => each.name === request.name);
        return kept === undefined ? { from: 0, to: 1 } : this.#resolve(kept.window);
      }
      default:
        return request.name === 'v1.3' ? { from: 0, to: 1 } : { from: 1, to: 2 };
    }
  }

  #window(range: SlotRange): WindowInfo {
    const rows = this.#series.rows.slice(range.from, range.to).reduce((sum, each) => sum + each, 0);
    const time = this.axis === 'time';
    return {
      slots: range, from: time ? timeAxis.start + range.from * timeAxis.step : null, to: time ? timeAxis.start + range.to * timeAxis.step : null,
      label: time ? null : this.axis === 'version' ? (range.from === 0 ? 'v1.3' : 'v1.4') : `rows ${range.from * 1500 + 1} to ${range.to * 1500}`, rows,
      versions: range.to <= faultSlot ? ['v1.3'] : range.from >= faultSlot ? ['v1.4'] : ['v1.3', 'v1.4'],
    };
  }

  #code(): Record<string, FeatureCode> {
    const made: Record<string, FeatureCode> = {};
    this.models.forEach((model, i) => {
      if (i % 3 === 2 || model.name === hostileName) return;
      made[model.name] = {
        best: { file: 'pipeline/features.py', line: 41 + i * 3, kind: 'definition', text: `df["${model.name}"] = haversine(df) * KM_PER_MILE`, symbol: 'build_features' },
        reason: 'assigned and computed in a file of features', others: i % 4,
      };
    });
    return made;
  }

  #source(): SourceState {
    const column = (guess: RoleGuess): ColumnProfile => ({
      name: guess.column, type: 'DOUBLE', kind: 'numeric', rows: 252_000, missing: 900, unreadable: 0, nonFinite: 0, distinct: 2000, constant: false, min: 0, max: 2500, mean: 731, examples: ['731', '1178', '404'],
      notes: guess.column === 'tail_batch' ? ['lists are not analysed'] : [],
    });
    return {
      id: 's1', name: 'flight-delays', state: 'partly ready', files: [
        { path: '/data/predictions-1.jsonl', format: 'jsonl', gzip: false, bytes: 41e6, modifiedMs: 0, state: 'read', rows: 190_000, badLines: 2 },
        { path: '/data/predictions-2.jsonl', format: 'jsonl', gzip: false, bytes: 2e6, modifiedMs: 0, state: 'partly read', reason: 'the last line is half written', rows: 62_000, badLines: 1 },
      ],
      rows: 252_000, badLines: 3, badLineList: [
        { file: '/data/predictions-1.jsonl', line: 1042, reason: 'not a JSON object', excerpt: '<script>alert(1)</script>' }, { file: '/data/predictions-1.jsonl', line: 88_120, reason: 'unexpected end of text', excerpt: '{"ts": 9921' }, { file: '/data/predictions-2.jsonl', line: 62_001, reason: 'half written', excerpt: '{"ts"' },
      ],
      columns: this.#roles.map(column), roles: this.#roles, time: { column: 'ts', encoding: 'iso without zone', assumedZone: 'UTC', from: 0, to: 1, without: 12, outOfOrder: 340 }, duplicateIds: 18,
      versions: ['v1.3', 'v1.4'], task: 'binary', readAtMs: Date.UTC(2001, 5, 16, 9, 30), fromStore: true,
    };
  }
}
