/* Rows whose column names and levels are hostile to Python, JSON, Markdown and notebooks, as JSON lines and as CSV. */

export const hostileNames = ['quote " and \'single\'', 'braces {x} ${y} %s', 'new\nline """', 'back\\slash \\n', 'Ünïcode 数 \u202eevil', 'nested.name', '# not a heading', '"""\nraise SystemExit("injected")\n"""'] as const;

/** A generator of its own, so that the same rows come everywhere. Numerical Recipes' LCG. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export interface HostileRow extends Record<string, unknown> {
  readonly timestamp: string;
}

/** `n` rows, ten minutes apart, whose second half differs; some values are missing, some are no numbers. */
export function hostileRows(n: number): readonly HostileRow[] {
  const next = random(7);
  return Array.from({ length: n }, (_, i) => {
    const late = i > n * 0.7 ? 1 : 0;
    const score = Math.min(1, Math.max(0, next() * 0.8 + 0.2 * late));
    const label = next() < score ? 'yes' : 'no';
    const row: HostileRow = {
      timestamp: new Date(Date.UTC(2026, 0, 1) + i * 600_000).toISOString(),
      latency_ms: Math.round((20 + 80 * next() ** 3 + 15 * late) * 1000) / 1000,
      status: next() < 0.03 + 0.05 * late ? 500 : 200,
      score: Math.round(score * 1e6) / 1e6,
      prediction: score >= 0.5 ? 'yes' : 'no',
      label: next() < 0.1 ? null : label,
      [hostileNames[0]]: Math.round((next() + next() + late * 0.4) * 1e4) / 1e4,
      [hostileNames[1]]: next() < 0.5 - 0.2 * late ? 'a"b' : next() < 0.5 ? "it's {x}" : 'c\\d\n"""',
      [hostileNames[2]]: next() < 0.08 + 0.1 * late ? null : Math.floor(next() * 40 + 5 * late),
      [hostileNames[3]]: ['=1+1', '@cmd', 'plain'][Math.floor(next() * (3 - late))],
      [hostileNames[4]]: Math.exp(3 * next() + late),
      [hostileNames[5]]: next() * 10,
      [hostileNames[6]]: ['x', 'y', 'z', 'w'][Math.min(3, Math.floor(next() * 4 + late * next()))],
      [hostileNames[7]]: Math.round(next() * 100) + late * 7,
    };
    return row;
  });
}

/** As JSON lines: one name nested, a line that is no JSON, a line that is no object. */
export function asJsonLines(rows: readonly HostileRow[]): string {
  const lines = rows.map((row) => {
    const { [hostileNames[5]]: nested, ...others } = row;
    return JSON.stringify({ ...others, nested: { name: nested } });
  });
  lines.splice(100, 0, '{"timestamp": broken', '[1, 2]', '');
  return `${lines.join('\n')}\n`;
}

/** As a table: names and levels quoted, a record that is too short. */
export function asCsv(rows: readonly HostileRow[], delimiter = ','): string {
  const names = Object.keys(rows[0] ?? {});
  const cell = (value: unknown): string => (typeof value === 'string' ? `"${value.replaceAll('"', '""')}"` : typeof value === 'number' ? String(value) : '');
  const lines = [names.map(cell), ...rows.map((row) => names.map((name) => cell(row[name])))].map((cells) => cells.join(delimiter));
  lines.splice(50, 0, '1');
  return `${lines.join('\n')}\n`;
}
