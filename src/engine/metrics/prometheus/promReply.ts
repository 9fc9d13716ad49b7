import { HttpFault } from '../../http/httpFault';
import { jsonOf, type HttpReply } from '../../http/httpClient';

export interface PromAnswer {
  readonly data: unknown;
  /** What the server has to say of its own answer: partial data, a rate of what is no counter. To be shown. */
  readonly warnings: readonly string[];
}

/** Answers that carry an error in the API's own words (prometheus/prometheus: docs/querying/api.md, "Format overview"). */
export function isApiError(status: number, type: string): boolean {
  return (status === 400 || status === 422 || status === 503) && type === 'application/json';
}

/** True for an error of a query that a shorter range may not have. */
export class TooMuchFault extends HttpFault {}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
}

/**
 * Takes an answer of the HTTP API apart.
 * @param shown makes a text of the server safe to show
 * @throws HttpFault `refused request` with the server's own words, `not this kind of server` for JSON of another kind, and what `jsonOf` throws
 */
export function readAnswer(reply: HttpReply, host: string, shown: (text: string) => string): PromAnswer {
  const json = jsonOf(reply, host);
  if (isRecord(json) && json['status'] === 'success') return { data: json['data'], warnings: [...texts(json['warnings']), ...texts(json['infos'])].map(shown) };
  if (isRecord(json) && json['status'] === 'error') {
    const said = typeof json['error'] === 'string' ? shown(json['error']) : 'no reason given';
    const much = /too many samples|exceed|timed? ?out|maximum|max.*points|too (large|many)|-search\.max/i.test(said) || json['errorType'] === 'timeout';
    const detail = reply.status === 400 ? `${host} does not understand the query: ${said}` : `${host} cannot answer the query: ${said}`;
    throw much ? new TooMuchFault('refused request', detail, { status: reply.status }) : new HttpFault('refused request', detail, { status: reply.status });
  }
  throw new HttpFault('not this kind of server', `${host} answers, but not as Prometheus does: check the address`, { status: reply.status });
}
