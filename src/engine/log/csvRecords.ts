/** How a text table is written. */
export interface CsvDialect {
  readonly delimiter: string;
  readonly header: boolean;
  /** Column names, made unique and never empty. */
  readonly names: readonly string[];
}

/**
 * Splits text into records of fields (RFC 4180: `"` quotes, `""` inside quotes). `open` is true where the text ends inside quotes or
 * without a line end, so the last record may be incomplete.
 */
export function csvRecords(text: string, delimiter: string, limit: number): { readonly records: string[][]; readonly open: boolean } {
  const records: string[][] = [];
  let fields: string[] = [];
  let start = 0;
  const end = text.length;
  while (start < end && records.length < limit) {
    let field: string;
    let next: number;
    if (text.charAt(start) === '"') {
      let close = start + 1;
      for (;;) {
        close = text.indexOf('"', close);
        if (close === -1) return { records, open: true };
        if (text.charAt(close + 1) !== '"') break;
        close += 2;
      }
      field = text.slice(start + 1, close).replaceAll('""', '"');
      next = close + 1;
      while (next < end && text.charAt(next) !== delimiter && text.charAt(next) !== '\n') next += 1;
    } else {
      next = start;
      while (next < end && text.charAt(next) !== delimiter && text.charAt(next) !== '\n') next += 1;
      field = text.slice(start, next);
      if (field.endsWith('\r') && text.charAt(next) !== delimiter) field = field.slice(0, -1);
    }
    fields.push(field);
    if (next >= end) return finish(records, fields, true);
    if (text.charAt(next) === '\n') {
      if (fields.length > 1 || fields[0] !== '') records.push(fields);
      fields = [];
    } else if (next + 1 >= end) fields.push('');
    start = next + 1;
  }
  return finish(records, fields, false);
}

function finish(records: string[][], fields: string[], open: boolean): { records: string[][]; open: boolean } {
  if (fields.length > 0 && (fields.length > 1 || fields[0] !== '')) records.push(fields);
  return { records, open };
}

/** Texts that stand for "no value" in tables, as pandas and R write and read them. */
export const missingTexts: readonly string[] = ['', 'NA', 'N/A', 'n/a', '#N/A', '<NA>', 'null', 'NULL', 'None'];
const missingSet = new Set(missingTexts);

export function isMissingText(text: string): boolean {
  return missingSet.has(text);
}

const numberText = /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$|^\s*[+-]?(nan|inf|infinity)\s*$/i;

export function isNumberText(text: string): boolean {
  return numberText.test(text);
}

/** The dialect of a table's first text, or null where it is no table: too few fields, or records of unlike lengths. */
export function sniffCsv(text: string, hint: string): CsvDialect | null {
  const candidates = hint === 'tsv' ? ['\t', ',', ';', '|'] : [',', '\t', ';', '|'];
  let best: { delimiter: string; records: string[][]; score: number } | null = null;
  for (const delimiter of candidates) {
    const { records, open } = csvRecords(text, delimiter, 200);
    if (open && records.length > 1) records.pop();
    const first = records[0];
    if (first === undefined || first.length < 2) continue;
    const alike = records.filter((record) => record.length === first.length).length / records.length;
    const score = alike * 100 + Math.min(first.length, 50) / 100;
    if (alike >= 0.5 && (best === null || score > best.score)) best = { delimiter, records, score };
  }
  if (best === null) {
    const { records } = csvRecords(text, ',', 200);
    if (hint !== 'csv' || records.length < 2 || !records.every((record) => record.length === 1)) return null;
    best = { delimiter: ',', records, score: 0 };
  }
  const [first = [], ...rest] = best.records;
  const header = !first.some(isNumberText) && (new Set(first).size === first.length || rest.length > 0);
  return { delimiter: best.delimiter, header, names: uniqueNames(header ? first : first.map((_, index) => `column${index + 1}`)) };
}

/** Empty names become `columnN`, repeated ones get `_2`, `_3`, … */
export function uniqueNames(names: readonly string[]): string[] {
  const used = new Set<string>();
  return names.map((given, index) => {
    const base = given.trim() === '' ? `column${index + 1}` : given.trim();
    let name = base;
    for (let n = 2; used.has(name); n += 1) name = `${base}_${n}`;
    used.add(name);
    return name;
  });
}
