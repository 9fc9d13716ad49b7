import { oneLine, shorten } from '../../../core/format/oneLine';
import { shownAddress } from '../../http/address';
import { endsSearch, jsonOf, type HttpClient } from '../../http/httpClient';
import { HttpFault } from '../../http/httpFault';
import { basePaths } from './promAddress';
import { isRecord, readAnswer } from './promReply';
import { PromServer } from './promServer';

export interface FoundServer {
  readonly server: PromServer;
  /** `Prometheus 2.42.0`, `VictoriaMetrics`, `Grafana Mimir 2.9`: what it says of itself; `Prometheus-compatible server` where it says nothing. */
  readonly product: string;
  /** Through Grafana: the data source's name. */
  readonly dataSource: string | null;
}

/**
 * Finds the API from what a person pasted: each path where it may stand is asked one harmless question.
 * @throws HttpFault that says what stands there in its place; FaultError `cancelled`
 */
export async function findPromServer(client: HttpClient, url: URL, signal?: AbortSignal): Promise<FoundServer> {
  const tried: string[] = [];
  let first: unknown = null;
  for (const base of basePaths(url)) {
    try {
      return await probe(client, base, null, signal);
    } catch (error) {
      if (endsSearch(error)) throw error;
      first ??= error;
      tried.push(base === '' ? '/' : base);
    }
  }
  const grafana = await throughGrafana(client, url, signal);
  if (grafana !== null) return grafana;
  const host = url.host;
  if (await isMetricsPage(client, url, signal)) throw new HttpFault('not this kind of server', `${shownAddress(url)} is a page of metrics, not a server that keeps their history: add it as a /metrics page`);
  const said = first instanceof HttpFault && first.problem !== 'not found' ? ` (${first.message})` : '';
  throw new HttpFault('not this kind of server', `no Prometheus at ${host}: nothing at ${tried.join(', ')} answers as one${said}; paste the address that its own page has in the browser`);
}

async function probe(client: HttpClient, base: string, dataSource: string | null, signal?: AbortSignal): Promise<FoundServer> {
  const server = new PromServer(client, base);
  const url = new URL(`${client.origin}${base}/api/v1/query?query=vector(1)`);
  const reply = await client.send({ url, ...(signal === undefined ? {} : { signal }) });
  const { data } = readAnswer(reply, server.host, (said) => client.shown(said));
  if (!isRecord(data) || data['resultType'] !== 'vector') throw new HttpFault('not this kind of server', `${server.host} answers, but not as Prometheus does: check the address`);
  const victoria = reply.headers['x-server-hostname'] !== undefined;
  const told = await productOf(server, signal);
  if (!victoria) return { server, product: told ?? 'Prometheus-compatible server', dataSource };
  // It hides the newest half minute unless it is told not to. Old ones do not listen; they have nothing to say of themselves, and newer ones a version of Prometheus (1.79 and 1.148 were looked at).
  const ways = { parameters: { latency_offset: '1ms' }, ...(told === null ? { hiddenMs: 30_000 } : {}) };
  return { server: new PromServer(client, base, ways), product: 'VictoriaMetrics', dataSource };
}

/** What it says of itself; null where that is nothing. */
async function productOf(server: PromServer, signal?: AbortSignal): Promise<string | null> {
  try {
    const { data } = await server.call('status/buildinfo', {}, signal);
    const { version, application } = isRecord(data) ? data : {};
    const name = typeof application === 'string' && application !== '' ? application : 'Prometheus';
    if (typeof version === 'string' && version !== '') return shorten(oneLine(`${name} ${version}`), 80);
  } catch (error) {
    // Not every server has this page; a cancelled search ends all the same.
    if (signal?.aborted === true) throw error;
  }
  return null;
}

/** Grafana keeps no history but passes queries on: its data sources of the kind, by name. Null where it is no Grafana. */
async function throughGrafana(client: HttpClient, url: URL, signal?: AbortSignal): Promise<FoundServer | null> {
  const prefix = url.pathname.replace(/\/(d|explore|dashboards?|connections|datasources|api)(\/.*)?$/, '').replace(/\/+$/, '');
  const asked = async (path: string): Promise<unknown> => jsonOf(await client.send({ url: new URL(`${client.origin}${prefix}${path}`), ...(signal === undefined ? {} : { signal }) }), url.host);
  let listed: unknown;
  try {
    const health = await asked('/api/health');
    if (!isRecord(health) || typeof health['database'] !== 'string') return null;
  } catch (error) {
    if (signal?.aborted === true) throw error;
    return null;
  }
  try {
    listed = await asked('/api/datasources');
  } catch (error) {
    if (!(error instanceof HttpFault) || (error.problem !== 'forbidden' && error.problem !== 'not authorised')) throw error;
    throw new HttpFault(error.problem, `this is Grafana, and the log-in may not list its data sources: paste the address of the data source's own page, or use a service account token with the right to read them`, { status: error.status ?? 403 });
  }
  const sources = (Array.isArray(listed) ? listed : []).flatMap((each: unknown) => {
    if (!isRecord(each) || typeof each['uid'] !== 'string' || !/^[A-Za-z0-9_-]{1,64}$/.test(each['uid'])) return [];
    return /prometheus|mimir|cortex|victoriametrics/i.test(String(each['type'])) ? [{ uid: each['uid'], name: typeof each['name'] === 'string' ? shorten(oneLine(each['name']), 60) : each['uid'] }] : [];
  });
  const [only] = sources;
  if (only !== undefined && sources.length === 1) return probe(client, `${prefix}/api/datasources/proxy/uid/${only.uid}`, only.name, signal);
  if (only === undefined) throw new HttpFault('not this kind of server', 'this is Grafana, and it has no Prometheus data source that this log-in may see');
  const list = sources.slice(0, 8).map(({ uid, name }) => `${name} (${prefix}/api/datasources/proxy/uid/${uid})`);
  throw new HttpFault('not this kind of server', `this is Grafana with ${sources.length} Prometheus data sources; use the address of one: ${list.join('; ')}${sources.length > 8 ? '; …' : ''}`);
}

async function isMetricsPage(client: HttpClient, url: URL, signal?: AbortSignal): Promise<boolean> {
  try {
    const reply = await client.send({ url, accept: 'text/plain;version=0.0.4, */*;q=0.1', once: true, ...(signal === undefined ? {} : { signal }) });
    return /^# (HELP|TYPE) /m.test(reply.body.toString('utf8', 0, 20_000));
  } catch (error) {
    if (signal?.aborted === true) throw error;
    return false;
  }
}
