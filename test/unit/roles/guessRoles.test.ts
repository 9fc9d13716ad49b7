import { describe, expect, it } from 'vitest';
import type { Role } from '../../../src/core/domain/role';
import type { ColumnProfile } from '../../../src/core/domain/source';
import { columnWords } from '../../../src/core/roles/columnWords';
import { guessRoles } from '../../../src/core/roles/guessRoles';
import { likelyLabels } from '../../../src/core/roles/likelyLabels';
import { latencyUnit } from '../../../src/core/roles/latencyUnit';
import { roleReasonText } from '../../../src/core/roles/roleReasonText';
import { taskOf } from '../../../src/core/roles/taskOf';

const base = { type: 'DOUBLE', rows: 10_000, missing: 0, unreadable: 0, nonFinite: 0, constant: false, notes: [] } as const;
const number = (name: string, min: number, max: number, distinct = 5000, examples: readonly string[] = [String(min), String(max), String((min + max) / 2 + 0.1)]): ColumnProfile => ({ ...base, name, kind: 'numeric', min, max, mean: (min + max) / 2, distinct, examples });
const whole = (name: string, levels: readonly number[]): ColumnProfile => number(name, Math.min(...levels), Math.max(...levels), levels.length, levels.map(String));
const category = (name: string, levels: readonly string[]): ColumnProfile => ({ ...base, type: 'VARCHAR', name, kind: 'category', distinct: levels.length, examples: levels.slice(0, 20) });
const time = (name: string): ColumnProfile => ({ ...base, type: 'TIMESTAMP', name, kind: 'time', distinct: 9000, examples: ['2026-01-01T00:00:00Z'] });
const unique = (name: string): ColumnProfile => ({ ...base, type: 'VARCHAR', name, kind: 'text', distinct: 10_000, examples: ['a1', 'b2'] });

function rolesOf(profiles: readonly ColumnProfile[], overrides?: Readonly<Record<string, Role>>): Record<string, string> {
  return Object.fromEntries(guessRoles(profiles, overrides).map(({ column, role }) => [column, role]));
}

describe('guessRoles', () => {
  it.each<readonly [string, readonly ColumnProfile[], Record<string, string>]>([
    ['a plain log', [time('timestamp'), number('latency_ms', 1, 900), whole('status_code', [200, 500]), category('model_version', ['v1', 'v2']), whole('prediction', [0, 1]), number('score', 0, 1), whole('label', [0, 1]), unique('request_id'), number('age', 18, 90)],
      { timestamp: 'timestamp', latency_ms: 'latency', status_code: 'status', model_version: 'version', prediction: 'prediction', score: 'score', label: 'label', request_id: 'id', age: 'feature' }],
    ['camel case, other separators', [number('EventTime', 1.7e12, 1.71e12), number('responseTime-ms', 0, 10), category('Model Version', ['a']), number('predictionProba', 0, 1), whole('ground.truth', [0, 1]), whole('Predicted Label', [0, 1])],
      { EventTime: 'timestamp', 'responseTime-ms': 'latency', 'Model Version': 'version', predictionProba: 'score', 'ground.truth': 'label', 'Predicted Label': 'prediction' }],
    ['nested', [time('meta.ts'), number('response.latency', 1, 100), category('response.prediction', ['cat', 'dog']), category('feedback.label', ['cat', 'dog']), number('features.score', 0, 1), number('features.duration', 0, 100)],
      { 'meta.ts': 'timestamp', 'response.latency': 'latency', 'response.prediction': 'prediction', 'feedback.label': 'label', 'features.score': 'feature', 'features.duration': 'feature' }],
    ['Evidently', [time('datetime'), number('prediction', 0, 500), number('target', 0, 510), unique('id')], { datetime: 'timestamp', prediction: 'prediction', target: 'label', id: 'id' }],
    ['NannyML', [time('timestamp'), whole('y_pred', [0, 1, 2]), number('y_pred_proba_a', 0, 1), number('y_pred_proba_b', 0, 1), whole('y_true', [0, 1, 2])],
      { timestamp: 'timestamp', y_pred: 'prediction', y_pred_proba_a: 'score', y_pred_proba_b: 'score', y_true: 'label' }],
    ['Databricks', [unique('databricks_request_id'), time('request_time'), whole('status_code', [200, 400]), number('execution_duration_ms', 1, 99), category('served_entity_id', ['m-1'])],
      { databricks_request_id: 'id', request_time: 'timestamp', status_code: 'status', execution_duration_ms: 'latency', served_entity_id: 'version' }],
    ['BentoML', [number('age', 18, 80), category('plan', ['a', 'b']), time('timestamp'), unique('request_id'), unique('trace_id')],
      { age: 'feature', plan: 'feature', timestamp: 'timestamp', request_id: 'id', trace_id: 'ignore' }],
    ['Ollama', [category('model', ['m']), time('created_at'), category('done_reason', ['stop', 'length']), number('total_duration', 2e8, 9e9), number('load_duration', 1e6, 1e7), number('eval_count', 1, 400)],
      { model: 'model', created_at: 'timestamp', done_reason: 'status', total_duration: 'latency', load_duration: 'feature', eval_count: 'feature' }],
    ['OpenAI', [unique('id'), category('object', ['chat.completion']), number('created', 1.79e9, 1.8e9), category('model', ['m-1']), number('usage.prompt_tokens', 1, 900)],
      { id: 'id', object: 'feature', created: 'timestamp', model: 'model', 'usage.prompt_tokens': 'feature' }],
    ['a probability named prediction', [number('prediction', 0.01, 0.99), whole('label', [0, 1])], { prediction: 'score', label: 'label' }],
    ['a probability named prediction beside a class', [number('prediction', 0.01, 0.99), whole('predicted_class', [0, 1]), whole('label', [0, 1])], { prediction: 'score', predicted_class: 'prediction', label: 'label' }],
    ['a share that is predicted', [number('prediction', 0.01, 0.99), number('actual', 0, 1)], { prediction: 'prediction', actual: 'label' }],
    ['names against which the values speak', [number('time', 0, 12), category('score', ['low', 'high']), number('latency', -5, 5), category('label', ['x', 'y']), category('prediction', ['cat', 'dog']), number('credit_score', 300, 850), number('id', 0, 4, 5)],
      { time: 'feature', score: 'feature', latency: 'feature', label: 'feature', prediction: 'prediction', credit_score: 'feature', id: 'feature' }],
    ['business figures and segments', [number('booking_revenue', 0, 1000), number('rebooking_cost', 0, 90), whole('converted', [0, 1]), number('price', 1, 99), category('segment', ['a', 'b']), category('tenant', ['x', 'y']), category('region', ['eu', 'us']), number('features.cost', 0, 9)],
      { booking_revenue: 'kpi', rebooking_cost: 'kpi', converted: 'kpi', price: 'feature', segment: 'segment', tenant: 'segment', region: 'feature', 'features.cost': 'feature' }],
    ['the only time', [time('when'), number('x', 0, 1)], { when: 'timestamp', x: 'feature' }],
    ['a time that is an input stays one', [time('arrival_time'), time('timestamp')], { arrival_time: 'feature', timestamp: 'timestamp' }],
    ['the time of a label', [time('event_time'), time('label_time'), whole('prediction', [0, 1]), whole('label', [0, 1])], { event_time: 'timestamp', label_time: 'label time', prediction: 'prediction', label: 'label' }],
    ['times of labels by other names', [number('ts', 1.7e9, 1.71e9), number('ground_truth_timestamp', 1.7e12, 1.71e12), time('feedback_at'), time('first_seen_at')], { ts: 'timestamp', ground_truth_timestamp: 'label time', feedback_at: 'feature', first_seen_at: 'feature' }],
    ['the time of a label is no time of a row', [time('churnLabeledAt'), whole('label', [0, 1])], { churnLabeledAt: 'label time', label: 'label' }],
    ['a label that is a duration', [time('timestamp'), number('predicted_time', 1, 90), number('actual_time', 1, 90)], { timestamp: 'timestamp', predicted_time: 'prediction', actual_time: 'label' }],
    ['an index column', [number('Unnamed: 0', 0, 9999, 10_000), number('x', 0, 1)], { 'Unnamed: 0': 'ignore', x: 'feature' }],
    ['names of objects', [number('constructor', 0, 1), number('__proto__', 0, 1), number('toString', 0, 1)], { constructor: 'feature', ['__proto__']: 'feature', toString: 'feature' }],
  ])('%s', (_, profiles, expected) => {
    expect(rolesOf(profiles)).toEqual(expected);
  });

  it('obeys what is configured, and gives a single role once', () => {
    const profiles = [time('timestamp'), time('other'), whole('prediction', [0, 1]), whole('x', [0, 1])];
    const guesses = guessRoles(profiles, { other: 'timestamp', x: 'prediction', unknown: 'label' });
    expect(guesses.map(({ role }) => role)).toEqual(['ignore', 'timestamp', 'ignore', 'prediction']);
    expect(guesses[1]!.reasons).toEqual([{ code: 'configured' }]);
  });

  it('gives a reason with every role, in words', () => {
    const profiles = [time('timestamp'), number('latency', -1, 1), number('x', 0, 1), number('features.y', 0, 1)];
    const texts = guessRoles(profiles).map(({ reasons }) => reasons.map(roleReasonText).join(', '));
    expect(texts).toEqual(['its name says so ("timestamp"), its values fit (times)', 'not used as latency: negative values', 'no other role fits', 'its name says so ("input")']);
  });
});

describe('taskOf', () => {
  const task = (profiles: readonly ColumnProfile[]): string => taskOf(profiles, guessRoles(profiles));
  it('tells the kinds of model apart', () => {
    expect(task([number('x', 0, 1)])).toBe('none');
    expect(task([whole('prediction', [0, 1]), whole('label', [0, 1])])).toBe('binary');
    expect(task([number('score', 0, 1)])).toBe('binary');
    expect(task([category('prediction', ['a', 'b', 'c']), category('label', ['a', 'b', 'c'])])).toBe('multiclass');
    expect(task([whole('prediction', [0, 1, 2, 3])])).toBe('multiclass');
    expect(task([number('prediction', 0, 300), number('actual', 0, 300)])).toBe('regression');
    expect(task([number('prediction', 0, 300), whole('actual', [0, 1, 2])])).toBe('regression');
    expect(task([number('prediction', 0.01, 0.9), whole('label', [0, 1])])).toBe('binary');
    expect(task([category('prediction', ['a', 'b']), category('label', ['a', 'b'])])).toBe('binary');
  });
});

describe('latencyUnit and columnWords', () => {
  it('cut names at separators and capitals', () => {
    expect(columnWords('features.avgLatencyMS')).toEqual({ words: ['avg', 'latency', 'ms'], joined: 'avglatencyms', parents: ['features'] });
    expect(columnWords('HTTPStatus_code').words).toEqual(['http', 'status', 'code']);
  });
  it('take the unit from the name before the size', () => {
    expect(latencyUnit('latency_s', 5e6)).toMatchObject({ unit: 's', from: 'name' });
    expect(latencyUnit('execution_time_ms', 0.2)).toMatchObject({ unit: 'ms', from: 'name' });
    expect(latencyUnit('latency', 2e5)).toMatchObject({ unit: 'us', from: 'size' });
    expect(latencyUnit('latency_ms', 1, 'ns')).toMatchObject({ unit: 'ns', factor: 1e-6, from: 'configured' });
  });
});

describe('likelyLabels', () => {
  const likely = (profiles: readonly ColumnProfile[]): readonly string[] => likelyLabels({ columns: profiles, roles: guessRoles(profiles) });

  it('offers features that hold the levels of the predictions', () => {
    expect(likely([time('timestamp'), category('y_pred', ['1', '0']), number('y_pred_proba', 0, 1), whole('is_canceled', [0, 1]), whole('babies', [0, 1, 2]), category('hotel', ['city', 'resort'])])).toEqual(['is_canceled']);
    expect(likely([category('prediction', ['cat', 'dog']), category('seen', ['dog', 'cat']), category('kind', ['dog', 'cow'])])).toEqual(['seen']);
    expect(likely([category('y_pred', ['true', 'false']), whole('came_back', [0, 1])])).toEqual(['came_back']);
  });

  it('with scores alone offers what has two levels', () => {
    expect(likely([number('score', 0, 1), category('paid', ['yes', 'no']), whole('floors', [1, 2, 3]), number('age', 1, 90)])).toEqual(['paid']);
  });

  it('offers nothing where a label is known, where nothing is predicted, and of what is not told by its levels', () => {
    expect(likely([whole('prediction', [0, 1]), whole('label', [0, 1]), whole('is_new', [0, 1])])).toEqual([]);
    expect(likely([time('timestamp'), whole('is_new', [0, 1])])).toEqual([]);
    expect(likely([number('prediction', 0, 500), number('price', 0, 500)])).toEqual([]);
    expect(likely([{ ...whole('y_pred', [0]), constant: true }, { ...whole('zero', [0]), constant: true }])).toEqual([]);
  });
});
