/**
 * A number as Go's ParseFloat reads it, which the formats refer to: decimal with exponent, `NaN`, `+Inf`, `-Inf`, `Inf`, `Infinity` in any
 * case. Null for anything else. Hexadecimal numbers, which no client writes, are not numbers here.
 */
export function readNumber(text: string): number | null {
  const first = text.charCodeAt(0);
  const digit = first === 43 || first === 45 ? text.charCodeAt(1) : first;
  if ((digit >= 48 && digit <= 57) || digit === 46) {
    const second = text.charCodeAt(1) | 32;
    if (second === 120 || second === 98 || second === 111) return null; // 0x, 0b, 0o mean something to JavaScript alone
    const value = Number(text);
    return Number.isNaN(value) ? null : value;
  }
  switch (text.toLowerCase()) {
    case 'nan':
    case '+nan':
    case '-nan':
      return NaN;
    case 'inf':
    case '+inf':
    case 'infinity':
    case '+infinity':
      return Infinity;
    case '-inf':
    case '-infinity':
      return -Infinity;
    default:
      return null;
  }
}
