import type { Selector } from '../metricPlan';

/** Label names and the one value that each must have: which server, model or version is meant. */
export type LabelFilter = ReadonlyMap<string, string>;

const legalMetric = /^[A-Za-z_:][A-Za-z0-9_:]*$/;
const legalLabel = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** Words that PromQL reads as something else where a metric's name may stand. */
const words = new Set([
  'and', 'or', 'unless', 'atan2', 'by', 'without', 'on', 'ignoring', 'group_left', 'group_right', 'bool', 'offset', 'start', 'end', 'inf', 'nan', 'fill', 'fill_left', 'fill_right', 'smoothed', 'anchored',
  'sum', 'avg', 'count', 'min', 'max', 'group', 'stddev', 'stdvar', 'topk', 'bottomk', 'count_values', 'quantile', 'limitk', 'limit_ratio',
]);

/**
 * A vector selector. A name that PromQL can read stands as it is (`:tensorflow:serving:request_count` too), any other as
 * `{__name__="…"}`, which servers before Prometheus 3 also understand. A label name that is no identifier is quoted: only a server of version 3
 * holds such labels, and that one reads it. `suffix` is one of `_bucket`, `_sum`, `_count` or empty.
 */
export function writeSelector({ metric, matchers }: Selector, filter: LabelFilter, suffix = ''): string {
  const name = metric + suffix;
  const plain = legalMetric.test(name) && !words.has(name.toLowerCase());
  const parts = [
    ...(plain ? [] : [`__name__=${quote(name)}`]),
    ...matchers.map(({ label, op, value }) => `${writeLabel(label)}${op}${quote(value)}`),
    ...[...filter].map(([label, value]) => `${writeLabel(label)}=${quote(value)}`),
  ];
  return (plain ? name : '') + (parts.length === 0 ? '' : `{${parts.join(',')}}`);
}

function writeLabel(name: string): string {
  return legalLabel.test(name) ? name : quote(name);
}

/** A PromQL string: double quotes, escapes of Go. Control characters and halves of surrogate pairs never stand as they are. */
export function quote(text: string): string {
  let out = '"';
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (char === '\\' || char === '"') out += `\\${char}`;
    else if (char === '\n') out += '\\n';
    else if (char === '\t') out += '\\t';
    else if (char === '\r') out += '\\r';
    else if (code < 32 || (code >= 127 && code < 160) || code === 0x2028 || code === 0x2029) out += `\\u${code.toString(16).padStart(4, '0')}`;
    else if (code >= 0xd800 && code <= 0xdfff) out += '\ufffd';
    else out += char;
  }
  return `${out}"`;
}
