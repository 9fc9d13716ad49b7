/**
 * JSON as Python's encoder may write it: bare `NaN`, `Infinity` and `-Infinity`, which become texts of those names. Throws SyntaxError for what is no JSON even so.
 */
export function parseLooseJson(text: string): unknown {
  try {
    const parsed: unknown = JSON.parse(text);
    return parsed;
  } catch (error) {
    if (!/NaN|Infinity/.test(text)) throw error;
    const quoted = text.replace(/"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g, (found) => (found.startsWith('"') ? found : `"${found}"`));
    const parsed: unknown = JSON.parse(quoted);
    return parsed;
  }
}
