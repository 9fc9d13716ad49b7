import type { PayloadState } from '../domain/payload';
import { countOf, formatCount } from '../format/numbers';
import { type PayloadFormat, payloadTitles } from './event';
import type { PayloadRow } from './eventRows';

const latencyKey = /latency|duration|elapsed|execution_time|response_time/i;

/** Why a format tells no latency of its own; formats of pairs tell it by their times. */
const withoutLatency: Partial<Record<PayloadFormat, string>> = {
  sagemaker: 'SageMaker data capture has one time for both sides',
  bentoml: 'BentoML monitoring has one time a row',
  openai: 'the replies do not say how long they took',
  aiplatform: 'AI Platform request logs do not hold it',
  vertex: 'this table has no request_latency in its metadata',
  databricks: 'the table has no column of it',
  wrapped: 'the records have no field of it',
};

/** Counts events and rows while a payload log is read, and says in the end what a person should know of them. */
export class PayloadTally {
  readonly #formats = new Map<PayloadFormat, number>();
  readonly #notes = new Set<string>();
  #events = 0;
  #rows = 0;
  #timed = 0;
  #withLatency = 0;
  #coarse = 0;
  #unnamed = false;
  requestsAlone = 0;
  responsesAlone = 0;
  truths = 0;

  event(format: PayloadFormat): void {
    this.#events += 1;
    this.#formats.set(format, (this.#formats.get(format) ?? 0) + 1);
  }

  took(instances: { readonly unnamed: boolean; readonly note?: string } | null): void {
    if (instances?.unnamed === true) this.#unnamed = true;
    if (instances?.note !== undefined) this.#notes.add(instances.note);
  }

  row(row: PayloadRow): void {
    this.#rows += 1;
    if (row['time'] !== undefined) this.#timed += 1;
    if (Object.keys(row).some((key) => latencyKey.test(key))) this.#withLatency += 1;
  }

  coarse(): void {
    this.#coarse += 1;
  }

  state(): PayloadState {
    const formats = [...this.#formats].sort((a, b) => b[1] - a[1]).map(([format]) => format);
    const titles = formats.map((format) => payloadTitles[format]);
    const notes = [`Read as ${titles.join(' and ')}: ${countOf(this.#events, 'event')} gave ${countOf(this.#rows, 'row')}${this.truths === 0 ? '' : ` and ${countOf(this.truths, 'label')}`}.`];
    const alone = [...(this.requestsAlone === 0 ? [] : [`${countOf(this.requestsAlone, 'request')} without a response`]), ...(this.responsesAlone === 0 ? [] : [`${countOf(this.responsesAlone, 'response')} without a request`])];
    if (alone.length > 0) notes.push(`${alone.join(' and ')}: ${this.requestsAlone + this.responsesAlone === 1 ? 'its row has' : 'their rows have'} one side alone.`);
    if (this.#unnamed) notes.push('The requests carry no names of features: they are called input_0, input_1, … in their order.');
    if (this.#rows > 0 && this.#timed === 0) notes.push('The events carry no times: windows go by the order of the rows.');
    if (this.#rows > 0 && this.#withLatency === 0) notes.push(`Latency is not available: ${this.#why(formats)}.`);
    if (formats.includes('bentoml')) notes.push('Times of BentoML monitoring are local ones of its server, without a zone ("timeZone" of the source says which).');
    for (const note of [...this.#notes].slice(0, 5)) notes.push(`${note.charAt(0).toUpperCase()}${note.slice(1)}.`);
    return { formats: titles, events: this.#events, rows: this.#rows, requestsAlone: this.requestsAlone, responsesAlone: this.responsesAlone, truths: this.truths, notes };
  }

  #why(formats: readonly PayloadFormat[]): string {
    const [first] = formats;
    const known = first === undefined ? undefined : withoutLatency[first];
    if (known !== undefined) return known;
    if (this.#coarse > 0) return `requests and responses carry times of whole seconds (${formatCount(this.#coarse)} pairs)`;
    return 'requests and responses do not both carry a time';
  }
}
