import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A model server's /metrics page as text, whose counters grow with the clock; `state` tells how it behaves. */
export interface ServedPage {
  readonly url: string;
  readonly state: { slow: boolean; status: number };
  close(): Promise<void>;
}

const bounds = [0.05, 0.1, 0.25, 0.5, 1, 2.5];

/** @param token bearer token that it asks for; none where null */
export async function servePage(token: string | null): Promise<ServedPage> {
  const state = { slow: false, status: 200 };
  const counts = bounds.concat(Infinity).map(() => 0);
  let [sum, failed, requests] = [0, 0, 0];
  const tick = setInterval(() => {
    const [bucket, seconds] = state.slow ? [4, 0.8] : [1, 0.08];
    for (let i = 0; i < 10; i += 1) {
      const at = i === 0 ? bucket + 1 : bucket;
      counts[at] = (counts[at] ?? 0) + 1;
      sum += seconds;
    }
    requests += 10;
    failed += state.slow ? 1 : 0;
  }, 100);
  const page = (): string => {
    let below = 0;
    const buckets = counts.map((count, i) => `http_request_duration_highr_seconds_bucket{le="${i < bounds.length ? String(bounds[i]) : '+Inf'}"} ${(below += count)}`);
    return [
      '# TYPE http_request_duration_highr_seconds histogram', ...buckets, `http_request_duration_highr_seconds_sum ${sum}`, `http_request_duration_highr_seconds_count ${requests}`,
      '# TYPE http_requests_total counter', `http_requests_total{status="2xx",handler="/predict"} ${requests - failed}`, `http_requests_total{status="5xx",handler="/predict"} ${failed}`,
      '# TYPE model_queue_depth gauge', `model_queue_depth ${state.slow ? 9 : 1}`, '',
    ].join('\n');
  };
  const server: Server = createServer((request, response) => {
    if (token !== null && request.headers.authorization !== `Bearer ${token}`) response.writeHead(401).end('who are you?');
    else response.writeHead(state.status, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(state.status === 200 ? page() : 'down');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`,
    state,
    close: async () => {
      clearInterval(tick);
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
