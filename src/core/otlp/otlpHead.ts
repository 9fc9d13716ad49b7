import type { OtlpKind } from './otlpMetrics';

const keys: Readonly<Record<string, OtlpKind>> = { resourceMetrics: 'metrics', resourceSpans: 'traces', resourceLogs: 'logs' };

/** What a text of OTLP/JSON holds, by its first key; null where it does not begin as one. */
export function otlpHead(text: string): OtlpKind | null {
  const key = /^\uFEFF?\s*\{\s*"(resourceMetrics|resourceSpans|resourceLogs)"\s*:\s*\[/.exec(text)?.[1];
  return key === undefined ? null : (keys[key] ?? null);
}
