/**
 * A name as it is compared: systems, rewriting exporters and OpenTelemetry's own translation spell one metric in several ways. Lower case, `:` `.` `/` as
 * `_`, without leading `_`, the prefixes of those who pass metrics on, and the suffixes of parts.
 */
export function normalName(name: string): string {
  let text = name.toLowerCase().replace(/[:./]/g, '_').replace(/^_+/, '');
  for (let before = ''; before !== text; ) {
    before = text;
    text = text.replace(/^(ray|kserve)_(?=vllm_|sglang_)/, '');
  }
  return text.replace(/_(bucket|sum|count|total|created)$/, '');
}
