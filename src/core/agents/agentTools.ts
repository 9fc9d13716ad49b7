/*
 * What an assistant may ask: the same tools in the editor (language model tools) and over the Model Context Protocol. All only read. What they answer is text of
 * bounded size.
 */

export const agentToolNames = ['model_vitals_sources', 'model_vitals_report', 'model_vitals_feature', 'model_vitals_explain', 'model_vitals_alerts'] as const;
export type AgentToolName = (typeof agentToolNames)[number];

/** A JSON Schema of an object whose properties are texts. */
export interface AgentInput {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, { readonly type: 'string'; readonly description: string }>>;
  readonly required?: readonly string[];
  readonly additionalProperties: false;
}

export interface AgentTool {
  readonly name: AgentToolName;
  readonly title: string;
  /** For the model: what it answers, and when to ask it. */
  readonly description: string;
  readonly input: AgentInput;
}

const source = { type: 'string', description: 'Name of the source, as model_vitals_sources lists it. Without it: the only one, or the one on show.' } as const;
const window = 'A window: 2026-01-01..2026-01-31, version:v2, file:NAME, slots:0..10, or the name of a kept baseline.';
const windows = { baseline: { type: 'string', description: `Compare from here. ${window}` }, current: { type: 'string', description: `Compare to here. ${window}` } } as const;

export const agentTools: readonly AgentTool[] = [
  {
    name: 'model_vitals_sources',
    title: 'Model Vitals: sources',
    description: 'Lists the prediction logs and metric servers of the deployed model in this project, with state, rows, time span, columns and their roles. Ask it first.',
    input: { type: 'object', properties: {}, additionalProperties: false },
  },
  {
    name: 'model_vitals_report',
    title: 'Model Vitals: report',
    description:
      'Compares a baseline window of the deployed model with the current one: latency percentiles, throughput, error rate, quality (accuracy, AUC, …), drift of each feature, with intervals, verdicts and the lines of code that make each feature. Use it for "what changed?", "is the model still good?", "which features drifted?".',
    input: { type: 'object', properties: { source, ...windows }, additionalProperties: false },
  },
  {
    name: 'model_vitals_feature',
    title: 'Model Vitals: feature',
    description: 'One feature of the deployed model: both distributions, drift over time, missing share, levels gained and lost, quality by its value, and where the code makes and reads it.',
    input: { type: 'object', properties: { feature: { type: 'string', description: 'Name of the feature as in the report.' }, source, ...windows }, required: ['feature'], additionalProperties: false },
  },
  {
    name: 'model_vitals_explain',
    title: 'Model Vitals: explain a change',
    description: 'Why a metric of the deployed model rose or fell: the segments its change goes with (split exactly into mix and rate), series that move together with it, and for accuracy the part that the scores explain. Use it for "why did accuracy fall?", "why is it slow?". What moves together is no proof of a cause.',
    input: { type: 'object', properties: { metric: { type: 'string', description: 'errors, latency.p95 (or p50, p90, p99), quality.accuracy, quality.precision, quality.recall.' }, source, ...windows }, required: ['metric'], additionalProperties: false },
  },
  {
    name: 'model_vitals_alerts',
    title: 'Model Vitals: alerts',
    description: 'What the calibrated alerts say of the deployed model over time: level of false alarms, incidents with their windows and evidence, objectives (SLOs) and limits.',
    input: { type: 'object', properties: { source }, additionalProperties: false },
  },
];
