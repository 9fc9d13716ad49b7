import type { MetricColumn } from '../../core/metrics/metricColumn';
import type { MetricPlan } from '../../core/metrics/metricPlan';
import type { MetricSourceState } from '../../core/metrics/metricSourceState';
import type { OtlpSpec } from '../../core/metrics/metricsSpec';
import { promqlText } from '../../core/metrics/promql/promqlText';
import { recognise } from '../../core/metrics/recognise/recognise';
import { FamilyBook } from '../../core/otlp/familyBook';
import type { Frame } from '../../core/otlp/frame';
import { FrameColumns } from '../../core/otlp/frameColumns';
import type { TimeAxis } from '../service/metricReader';
import { identityOf } from '../metrics/identityOf';

/** Spans whose middle one is the usual. */
const spansKept = 512;

/** What is known of one OTLP source from the frames that came: its times, its families, what to read of it, its columns. */
export class OtlpBoard {
  readonly #families = new FamilyBook();
  readonly #spans: number[] = [];
  #from = Infinity;
  #to = -Infinity;
  #plans: readonly MetricPlan[];
  #systems: readonly string[] = [];
  #recognisedAt = 0;
  #counted: { readonly key: string; readonly columns: FrameColumns } | null = null;

  constructor(private readonly spec: OtlpSpec) {
    this.#plans = spec.plans ?? [];
  }

  /** Takes a frame up; what was counted so far counts it too unless it is of before. */
  take(frame: Frame, isNew: boolean): void {
    frame.each((key) => void this.#families.see(key));
    this.#from = Math.min(this.#from, frame.from);
    this.#to = Math.max(this.#to, frame.to);
    if (frame.to > frame.from) {
      this.#spans.push(frame.to - frame.from);
      if (this.#spans.length > spansKept) this.#spans.shift();
    }
    if (isNew) this.#counted?.columns.add(frame);
  }

  get isEmpty(): boolean {
    return this.#families.size === 0;
  }

  get familyCount(): number {
    return this.#families.size;
  }

  /** Forgets what was counted: the next columns are made from all frames. */
  forget(): void {
    this.#counted = null;
  }

  /** What of a state the frames tell. */
  known(): Pick<MetricSourceState, 'plans' | 'systems' | 'queries' | 'from' | 'to' | 'sampleSeconds'> {
    if (this.spec.plans === undefined && this.#recognisedAt !== this.#families.size) {
      this.#recognisedAt = this.#families.size;
      const found = recognise(this.#families.families);
      this.#plans = found.plans;
      this.#systems = found.systems;
    }
    const sorted = [...this.#spans].sort((a, b) => a - b);
    const usual = sorted[Math.floor(sorted.length / 2)];
    return {
      plans: this.#plans, systems: this.#systems, queries: Object.fromEntries(this.#plans.map((plan) => [plan.name, promqlText(plan, '5m')])),
      from: this.isEmpty ? null : this.#from, to: this.isEmpty ? null : this.#to, sampleSeconds: usual === undefined ? null : Math.max(1, Math.round(usual / 1e6)),
    };
  }

  /** @param read gives every frame from a time on (microseconds) */
  async columns(axis: TimeAxis, read: (from: number, use: (frame: Frame) => void) => void | Promise<void>): Promise<{ readonly columns: readonly MetricColumn[]; readonly missing: MetricSourceState['missing']; readonly remarks: readonly string[] }> {
    const { plans } = this.known();
    const key = JSON.stringify([axis, plans]);
    if (this.#counted?.key !== key) {
      const identities = identityOf(this.spec.name, plans);
      const columns = new FrameColumns(plans.flatMap((plan, at) => (identities[at] === undefined ? [] : [{ plan, identity: identities[at] }])), axis, this.spec.labels ?? {});
      await read(axis.start, (frame) => columns.add(frame));
      this.#counted = { key, columns };
    }
    const made = this.#counted.columns.columns();
    return {
      columns: made.flatMap(({ column }) => (column === null ? [] : [column])),
      missing: made.flatMap(({ plan, column, remark }) => (column === null ? [{ name: plan.name, reason: remark ?? missingReason(plan) }] : [])),
      remarks: made.flatMap(({ plan, column, remark }) => (remark === null || column === null ? [] : [`${plan.name}: ${remark}`])),
    };
  }
}

function missingReason(plan: MetricPlan): string {
  if (plan.kind === 'expression') return 'OpenTelemetry answers no PromQL: a server with a history does';
  if (plan.kind === 'histogram') return 'nothing was counted in buckets in this time';
  return plan.kind === 'level' || plan.kind === 'level share' ? 'not told in this time' : 'not counted in this time: two points of a series are needed';
}
