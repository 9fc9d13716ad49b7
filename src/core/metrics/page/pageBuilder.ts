import { pageLimits } from './limits';
import { OpenFamily } from './openFamily';
import type { BadLine, FamilyType, Labels, MetricFamily, NativeHistogram, ScrapedPage } from './scrapedPage';

/** Where the value of a sample belongs. */
interface Place {
  readonly family: OpenFamily;
  readonly field: 'value' | 'bucket' | 'sum' | 'count' | 'quantile' | 'none';
}

const suffixes: readonly { readonly end: string; readonly types: readonly FamilyType[]; readonly field: Place['field'] }[] = [
  { end: '_bucket', types: ['histogram', 'gauge histogram'], field: 'bucket' },
  { end: '_sum', types: ['histogram', 'summary'], field: 'sum' },
  { end: '_count', types: ['histogram', 'summary'], field: 'count' },
  { end: '_gsum', types: ['gauge histogram'], field: 'sum' },
  { end: '_gcount', types: ['gauge histogram'], field: 'count' },
  { end: '_total', types: ['counter'], field: 'value' },
  { end: '_info', types: ['info'], field: 'value' },
  { end: '_created', types: ['counter', 'histogram', 'gauge histogram', 'summary'], field: 'none' },
];

/** Gathers samples in the order of the page and folds those of histograms and summaries together. */
export class PageBuilder {
  private readonly families = new Map<string, OpenFamily>();
  private readonly places = new Map<string, Place>();
  private readonly examples: BadLine[] = [];
  private badCount = 0;
  private sampleCount = 0;
  private cutReason: string | null = null;

  constructor(private readonly format: ScrapedPage['format']) {}

  get full(): boolean {
    return this.cutReason !== null;
  }

  bad(line: number, reason: string): void {
    this.badCount += 1;
    if (this.examples.length < pageLimits.badExamples) this.examples.push({ line, reason });
  }

  cut(reason: string): void {
    this.cutReason ??= reason;
  }

  /** A family by its declared name, made on first need. Null when the page has too many. */
  family(name: string): OpenFamily | null {
    const known = this.families.get(name);
    if (known !== undefined) return known;
    if (this.families.size >= pageLimits.families) {
      this.cut(`more than ${pageLimits.families.toLocaleString('en-US')} metrics`);
      return null;
    }
    const made = new OpenFamily(name);
    this.families.set(name, made);
    return made;
  }

  declare(name: string, type: FamilyType): void {
    const family = this.family(name);
    if (family === null || family.type !== 'unknown') return;
    family.type = type;
    this.places.clear(); // names that were looked up before may belong here
  }

  /** A sample of a text format. Returns the reason why it cannot be taken, null when it was. */
  sample(name: string, labels: Map<string, string>, value: number, timestampMs: number | null): string | null {
    if (this.sampleCount >= pageLimits.samples) {
      this.cut(`more than ${pageLimits.samples.toLocaleString('en-US')} samples`);
      return null;
    }
    const place = this.place(name, labels);
    if (place === null) return null;
    this.sampleCount += 1;
    switch (place.field) {
      case 'none':
        return null;
      case 'value':
        place.family.plain(name, { labels, value, timestampMs });
        return null;
      case 'sum':
      case 'count':
        place.family.total(place.field, labels, value, timestampMs);
        return null;
      case 'bucket':
        return place.family.bucket(labels, value, timestampMs);
      case 'quantile':
        return place.family.quantile(labels, value, timestampMs);
    }
  }

  /** A whole histogram, from protobuf. */
  native(family: OpenFamily, labels: Labels, native: NativeHistogram): void {
    family.native(labels, native);
  }

  count(samples: number): void {
    this.sampleCount += samples;
    if (this.sampleCount > pageLimits.samples) this.cut(`more than ${pageLimits.samples.toLocaleString('en-US')} samples`);
  }

  finish(): ScrapedPage {
    this.foldUntyped();
    const families = new Map<string, MetricFamily>();
    for (const open of this.families.values()) {
      const closed = open.close();
      if (closed !== null && !families.has(closed.name)) families.set(closed.name, closed);
    }
    return { format: this.format, families, samples: this.sampleCount, bad: { count: this.badCount, examples: this.examples }, cut: this.cutReason };
  }

  private place(name: string, labels: ReadonlyMap<string, string>): Place | null {
    const known = this.places.get(name);
    // A page without types: `x_bucket` is a bucket where it has `le`, a plain sample where not.
    if (known !== undefined && !(known.family.inferred && known.field === 'bucket' && !labels.has('le'))) return known;
    const found = this.findPlace(name, labels);
    if (found !== null && known === undefined) this.places.set(name, found);
    return found;
  }

  private findPlace(name: string, labels: ReadonlyMap<string, string>): Place | null {
    const exact = this.families.get(name);
    if (exact !== undefined) {
      if (exact.type === 'summary') return { family: exact, field: 'quantile' };
      if (exact.type !== 'histogram' && exact.type !== 'gauge histogram') return { family: exact, field: 'value' };
    }
    for (const { end, types, field } of suffixes) {
      if (!name.endsWith(end)) continue;
      const family = this.families.get(name.slice(0, -end.length));
      if (family?.inferred === true && end === '_bucket' && !labels.has('le')) continue;
      if (family !== undefined && types.includes(family.type)) return { family, field };
      if (end === '_bucket' && labels.has('le')) {
        const made = this.family(name.slice(0, -end.length));
        if (made === null) return null;
        if (made.type === 'unknown') {
          made.type = 'histogram';
          made.inferred = true;
          return { family: made, field };
        }
      }
    }
    const plain = this.family(name);
    return plain === null ? null : { family: plain, field: 'value' };
  }

  /** Without types the sums and counts may have come before the buckets, as families of their own. */
  private foldUntyped(): void {
    for (const family of this.families.values()) {
      if (!family.inferred) continue;
      for (const field of ['sum', 'count'] as const) {
        const apart = this.families.get(`${family.name}_${field}`);
        if (apart === undefined || apart.type !== 'unknown') continue;
        for (const { labels, value, timestampMs } of apart.plainSamples) family.total(field, labels, value, timestampMs);
        this.families.delete(apart.name);
      }
    }
  }
}
