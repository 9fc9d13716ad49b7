import * as v from 'valibot';
import { FaultError } from '../../core/domain/fault';
import type { MlflowServerSpec } from '../../core/training/trainingSpec';
import { historyOf, newestFirst, type MetricHistory, type TrainingRun } from '../../core/training/trainingRun';
import { shownAddress } from '../http/address';
import { HttpClient, type HttpClientOptions } from '../http/httpClient';
import { HttpFault } from '../http/httpFault';
import { readCredentials, type Access } from '../metrics/readCredentials';
import { parseLooseJson } from './looseJson';
import { experimentsReply, historyReply, pointOf, runOf, runsReply, versionsReply } from './mlflowReplies';
import { chosenExperiments, type Experiment } from './mlflowShapes';
import { mostRuns, noHistograms, type RunList, type RunStore } from './runStore';

/** Runs of one answer, and points of one: what every version of the server allows. */
const runsPage = 1_000;
const pointsPage = 25_000;
/** Points of one metric that are read; a history of more is cut, which its number of points then says. */
const mostPoints = 500_000;
/** Experiments that one search names. */
const experimentsAtOnce = 100;
const mostPages = 1_000;

type Search = Readonly<Record<string, unknown>>;

/** A tracking server, asked by its REST API; the log-in is that of every other server. */
export class MlflowServer implements RunStore {
  readonly pollMs: number;
  readonly address: string;
  /** Registered versions are asked for once in a while: they change seldom. */
  #runs = new Map<string, TrainingRun>();

  private constructor(
    private readonly spec: MlflowServerSpec,
    private readonly base: URL,
    private readonly http: HttpClient,
  ) {
    this.pollMs = (spec.pollSeconds ?? 15) * 1_000;
    this.address = shownAddress(base);
  }

  /** @throws HttpFault `bad address`, `bad credentials` */
  static async open(spec: MlflowServerSpec, access: Access, options: Omit<HttpClientOptions, 'credentials'> = {}): Promise<MlflowServer> {
    const { address, credentials } = await readCredentials(spec, access);
    const { url } = address;
    // A pasted link to the server's page is good enough; what follows its path is the page's own.
    url.pathname = url.pathname.replace(/\/(ajax-)?api\/2\.0\/mlflow.*$/, '').replace(/\/+$/, '');
    url.search = '';
    return new MlflowServer(spec, url, new HttpClient(url.origin, { ...options, credentials }));
  }

  async list(signal: AbortSignal): Promise<RunList> {
    const all: Experiment[] = await this.#pages(signal, 'experiments/search', { max_results: runsPage }, experimentsReply, (reply) => reply.experiments.map((one) => ({ id: one.experiment_id, name: one.name })));
    const { experiments, notes } = chosenExperiments(all, this.spec.experiments);
    const runs: TrainingRun[] = [];
    let unreadable = 0;
    for (let from = 0; from < experiments.length && runs.length <= mostRuns; from += experimentsAtOnce) {
      const search = { experiment_ids: experiments.slice(from, from + experimentsAtOnce).map(({ id }) => id), max_results: runsPage, order_by: ['attributes.start_time DESC'] };
      const found = await this.#pages(signal, 'runs/search', search, runsReply, (reply) => reply.runs, mostRuns + 1);
      for (const one of found) {
        const run = runOf(one, experiments);
        if (run === null) unreadable += 1;
        else runs.push(run);
      }
    }
    const registered = await this.#registered(signal);
    const sorted = newestFirst(runs).slice(0, mostRuns).map((run) => ({ ...run, registered: registered.get(run.id) ?? [] }));
    this.#runs = new Map(sorted.map((run) => [run.id, run]));
    return {
      runs: sorted,
      total: runs.length,
      notes: [...notes, ...(runs.length > mostRuns ? [`The server has more than ${mostRuns.toLocaleString('en-US')} runs; the newest are listed. Name experiments to see others.`] : []), ...(unreadable > 0 ? [`${unreadable} runs have no id and are left out.`] : [])],
    };
  }

  async histories(run: string, signal: AbortSignal): Promise<ReadonlyMap<string, MetricHistory>> {
    const known = this.#runs.get(run);
    if (known === undefined) throw FaultError.of('not-found', `there is no run ${run} on ${this.address}`);
    // One metric after the other would take a round trip each; the client keeps a few connections.
    const read = await Promise.all(known.metrics.map(async ({ key }): Promise<[string, MetricHistory]> => [key, await this.#history(run, key, signal)]));
    return new Map(read);
  }

  histograms(): Promise<typeof noHistograms> {
    return Promise.resolve(noHistograms);
  }

  close(): void {
    this.http.close();
  }

  async #history(run: string, key: string, signal: AbortSignal): Promise<MetricHistory> {
    const points = [];
    let page: string | null = null;
    for (let count = 0; count < mostPages && points.length < mostPoints; count += 1) {
      const query = new URLSearchParams({ run_id: run, run_uuid: run, metric_key: key, max_results: String(pointsPage), ...(page === null ? {} : { page_token: page }) });
      const reply: v.InferOutput<typeof historyReply> = await this.#ask(`metrics/get-history?${query.toString()}`, undefined, historyReply, signal);
      for (const one of reply.metrics) {
        const point = pointOf(one);
        if (point !== null) points.push(point);
      }
      page = reply.next_page_token ?? '';
      if (page === '') break;
    }
    return historyOf(points);
  }

  /** `NAME/VERSION` by run; a server without a model registry has none. */
  async #registered(signal: AbortSignal): Promise<ReadonlyMap<string, readonly string[]>> {
    const byRun = new Map<string, string[]>();
    let page = '';
    for (let count = 0; count < 20; count += 1) {
      let reply: v.InferOutput<typeof versionsReply>;
      try {
        const query = new URLSearchParams({ max_results: '1000', ...(page === '' ? {} : { page_token: page }) });
        reply = await this.#ask(`model-versions/search?${query.toString()}`, undefined, versionsReply, signal);
      } catch (error) {
        // Without a registry, or without the right to see it, runs are still runs.
        if (error instanceof HttpFault && error.status !== null) return byRun;
        throw error;
      }
      for (const { name, version, run_id } of reply.model_versions) if (run_id !== null && run_id !== undefined && run_id !== '') byRun.set(run_id, [...(byRun.get(run_id) ?? []), `${name}/${version}`]);
      page = reply.next_page_token ?? '';
      if (page === '') break;
    }
    return byRun;
  }

  async #pages<S extends v.GenericSchema<unknown, { readonly next_page_token?: string | null | undefined }>, T>(signal: AbortSignal, path: string, search: Search, schema: S, of: (reply: v.InferOutput<S>) => readonly T[], most = Infinity): Promise<T[]> {
    const all: T[] = [];
    let page = '';
    for (let count = 0; count < mostPages && all.length < most; count += 1) {
      const reply: v.InferOutput<S> = await this.#ask(path, page === '' ? search : { ...search, page_token: page }, schema, signal);
      all.push(...of(reply));
      page = reply.next_page_token ?? '';
      if (page === '') break;
    }
    return all;
  }

  async #ask<S extends v.GenericSchema>(path: string, json: Search | undefined, schema: S, signal: AbortSignal): Promise<v.InferOutput<S>> {
    const url = new URL(`${this.base.origin}${this.base.pathname.replace(/\/$/, '')}/api/2.0/mlflow/${path}`);
    const reply = await this.http.send({ url, signal, ...(json === undefined ? {} : { json }) });
    const { host } = this.base;
    const text = reply.body.toString('utf8');
    if (/^\s*(<!doctype|<html)/i.test(text)) throw new HttpFault('wrong type', `${host} answered with a web page (a log-in page?) where data were expected: check the path and the log-in`);
    let parsed: unknown;
    try {
      parsed = parseLooseJson(text);
    } catch (error) {
      throw new HttpFault('malformed', `what ${host} answered is no JSON: is it an MLflow tracking server?`, { cause: error });
    }
    const result = v.safeParse(schema, parsed);
    if (!result.success) throw new HttpFault('malformed', `what ${host} answered is not what an MLflow tracking server answers: check the address`);
    return result.output;
  }
}
