/** Tails of pages of Prometheus, Thanos and VictoriaMetrics that people copy from the browser. */
const pages = /\/(graph|query|classic\/.*|new\/.*|alerts|targets|rules|config|flags|status|tsdb-status|service-discovery|runtime-info|stores|blocks|loaded|vmui(\/.*)?|metrics)$/;
const api = /\/api\/v1(\/(query|query_range|query_exemplars|series|labels|label|metadata|targets|rules|alerts|status|import|write|read|export)(\/.*)?)?$/;
const dataSource = /^(.*?)\/(?:connections\/)?datasources\/edit\/([A-Za-z0-9_-]+)/;
const exploring = /^(.*?)\/explore$/;

function proxyOf(prefix: string, uid: string): string {
  return `${prefix}/api/datasources/proxy/uid/${uid}`;
}

/**
 * Paths below which `/api/v1/…` may stand, from what a person pasted, the most likely first: a host's root, `/prometheus`, a copied page or API call,
 * Grafana's page of a data source. Without a slash at the end; empty for the root.
 */
export function basePaths(url: URL): readonly string[] {
  const path = url.pathname.replace(/\/+$/, '');
  const edited = dataSource.exec(path);
  if (edited !== null) return [proxyOf(edited[1] ?? '', edited[2] ?? '')];
  const explored = exploring.exec(path);
  const uid = explored === null ? undefined : /"datasource"\s*:\s*(?:\{[^}]*"uid"\s*:\s*)?"([A-Za-z0-9_-]+)"/.exec([...url.searchParams.values()].join('\n'))?.[1];
  if (explored !== null && uid !== undefined) return [proxyOf(explored[1] ?? '', uid)];
  const cluster = /^(.*\/select\/[^/]+)\/vmui(\/.*)?$/.exec(path);
  if (cluster !== null) return [`${cluster[1] ?? ''}/prometheus`];
  const base = path.replace(api, '').replace(pages, '').replace(/\/+$/, '');
  return [...new Set([base, base.endsWith('/prometheus') ? base : `${base}/prometheus`, '', '/prometheus'])];
}
