import type { KnownFamily } from '../metrics/recognise/knownFamily';
import { type OtlpSeries, readOtlpKey, type SeriesType } from './otlpKeys';

const valuesKept = 20;

/** UCUM codes that OpenTelemetry's conventions use, as the words that units are told by. A number of things, `{request}`, is that thing. */
const words: Readonly<Record<string, string>> = {
  s: 'seconds', ms: 'milliseconds', us: 'microseconds', ns: 'nanoseconds', By: 'bytes', MBy: 'megabytes', MiBy: 'mib', '%': 'percent', Cel: 'celsius', W: 'watts', '{token}': 'tokens', '{tokens}': 'tokens',
};

/** `1` is a share where the name says so; many count things in it. */
const shares = /utili[sz]ation|ratio|share|fraction|percent|rate$/;

function unitWord(name: string, unit: string): string | null {
  if (unit === '1') return shares.test(name.toLowerCase()) ? 'ratio' : null;
  return words[unit] ?? null;
}

const familyTypes: Readonly<Record<SeriesType, KnownFamily['type']>> = { c: 'counter', g: 'gauge', h: 'histogram', e: 'histogram', s: 'summary' };

/** The metrics that keys tell of, for recognition. */
export class FamilyBook {
  readonly #families = new Map<string, { readonly type: SeriesType; readonly unit: string; readonly labels: Map<string, Set<string>> }>();
  readonly #seen = new Set<string>();

  /** True where the key was new. */
  see(key: string): boolean {
    if (this.#seen.has(key)) return false;
    this.#seen.add(key);
    const series = readOtlpKey(key);
    if (series !== null) this.#add(series);
    return true;
  }

  get size(): number {
    return this.#families.size;
  }

  /** In the order of their first sight. */
  get families(): readonly KnownFamily[] {
    return [...this.#families].map(([name, { type, unit, labels }]) => ({
      name,
      type: familyTypes[type],
      unit: unitWord(name, unit),
      native: false,
      labels: Object.fromEntries([...labels].map(([label, values]) => [label, [...values]])),
    }));
  }

  #add({ family, type, unit, labels }: OtlpSeries): void {
    let known = this.#families.get(family);
    if (known === undefined) {
      known = { type, unit, labels: new Map() };
      this.#families.set(family, known);
    }
    for (const [label, value] of labels) {
      const values = known.labels.get(label) ?? new Set<string>();
      known.labels.set(label, values);
      if (values.size < valuesKept) values.add(value);
    }
  }
}
