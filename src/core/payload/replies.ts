import type { Cell, JsonObject } from './event';
import { isObject } from './json';

/** `{object: "chat.completion"}` and its kin, a `usage` block of tokens, or Ollama's durations. */
export function replyKind(body: JsonObject): 'openai' | 'ollama' | null {
  const { object, usage } = body;
  if (typeof object === 'string' && /^(chat\.completion|text_completion|response|embedding|list)(\.chunk)?$/.test(object) && (Array.isArray(body['choices']) || Array.isArray(body['output']) || isObject(usage))) return 'openai';
  if (isObject(usage) && ('prompt_tokens' in usage || 'input_tokens' in usage) && typeof body['model'] === 'string') return 'openai';
  return typeof body['total_duration'] === 'number' && ('eval_count' in body || 'done' in body) ? 'ollama' : null;
}

const number = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);

function put(cells: Record<string, Cell>, name: string, value: Cell | undefined): void {
  if (value !== null && value !== undefined) cells[name] = value;
}

/**
 * What a language model's reply says of itself: tokens, how it ended, and of Ollama its durations (nanoseconds there, `_ms` here). Its texts are no columns. Null for
 * what is no reply. Fields of OpenAI's usage (chat: prompt and completion tokens, Responses API: input and output tokens) and of Ollama's API.
 */
export function replyCells(body: JsonObject): Record<string, Cell> | null {
  const kind = replyKind(body);
  if (kind === null) return null;
  const cells: Record<string, Cell> = {};
  if (typeof body['model'] === 'string') cells['model'] = body['model'];
  if (kind === 'ollama') {
    put(cells, 'latency_ms', milliseconds(body['total_duration']));
    if (typeof body['done_reason'] === 'string') cells['finish_reason'] = body['done_reason'];
    for (const name of ['load', 'prompt_eval', 'eval']) put(cells, `stages.${name}_ms`, milliseconds(body[`${name}_duration`]));
    put(cells, 'features.input_tokens', number(body['prompt_eval_count']));
    put(cells, 'features.output_tokens', number(body['eval_count']));
    return cells;
  }
  const usage = isObject(body['usage']) ? body['usage'] : {};
  put(cells, 'features.input_tokens', number(usage['prompt_tokens'] ?? usage['input_tokens']));
  put(cells, 'features.output_tokens', number(usage['completion_tokens'] ?? usage['output_tokens']));
  for (const key of ['prompt_tokens_details', 'input_tokens_details', 'completion_tokens_details', 'output_tokens_details']) {
    const details = usage[key];
    if (isObject(details)) for (const name of ['cached_tokens', 'reasoning_tokens']) put(cells, `features.${name}`, number(details[name]));
  }
  const choices = Array.isArray(body['choices']) ? (body['choices'] as readonly unknown[]) : [];
  const first = choices.find(isObject);
  if (first !== undefined && typeof first['finish_reason'] === 'string') cells['finish_reason'] = first['finish_reason'];
  if (typeof body['status'] === 'string') cells['status'] = body['status'];
  if (isObject(body['error'])) cells['status'] = 'failed';
  if (typeof body['system_fingerprint'] === 'string') cells['model_version'] = body['system_fingerprint'];
  return cells;
}

function milliseconds(nanoseconds: unknown): number | null {
  const value = number(nanoseconds);
  return value === null ? null : value / 1e6;
}
