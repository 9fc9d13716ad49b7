import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { ensureDebianServers } from '../harness/debian.mjs';
import { freePort, listens, startProcess, statusOf, type ServerProcess } from './serverProcess';

const found = await ensureDebianServers();

/** Why there are no servers here, for `context.skip`; null where there are. */
export const noServers = 'reason' in found ? found.reason : null;

const run = promisify(execFile);

export interface Served {
  readonly port: number;
  readonly origin: string;
  readonly process: ServerProcess;
}

/** Servers of one test file in a folder of their own; `close` ends them and removes it. */
export class DebianServers {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'mv-servers-'));
  readonly #running: ServerProcess[] = [];
  #made = 0;

  file(name: string, content: string): string {
    const file = path.join(this.folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  }

  /** @param web text of a `--web.config.file` */
  async prometheus({ scrape = '', features = 'native-histograms', web }: { readonly scrape?: string; readonly features?: string; readonly web?: string } = {}): Promise<Served> {
    const name = `prometheus-${++this.#made}`;
    const config = this.file(`${name}/prometheus.yml`, `global: { scrape_interval: 1s }\n${scrape}`);
    const args = [`--config.file=${config}`, `--storage.tsdb.path=${path.join(this.folder, name, 'data')}`, '--storage.tsdb.retention.time=3650d', '--web.enable-remote-write-receiver', `--enable-feature=${features}`, '--log.level=warn'];
    if (web !== undefined) args.push(`--web.config.file=${this.file(`${name}/web.yml`, web)}`);
    return this.#start('usr/bin/prometheus', (port) => [...args, `--web.listen-address=127.0.0.1:${port}`], web === undefined ? async (port) => (await statusOf(port, '/-/ready')) === 200 : listens);
  }

  /** @param latencyOffset its own is 30s */
  async victoriaMetrics({ latencyOffset = '0s' }: { readonly latencyOffset?: string } = {}): Promise<Served> {
    const data = path.join(this.folder, `vm-${++this.#made}`);
    return this.#start('usr/bin/victoria-metrics', (port) => [`-storageDataPath=${data}`, `-httpListenAddr=127.0.0.1:${port}`, `-search.latencyOffset=${latencyOffset}`, '-retentionPeriod=100y', '-loggerLevel=ERROR'], async (port) => (await statusOf(port, '/health')) === 200);
  }

  async pushgateway(): Promise<Served> {
    return this.#start('usr/bin/prometheus-pushgateway', (port) => [`--web.listen-address=127.0.0.1:${port}`, '--log.level=warn'], async (port) => (await statusOf(port, '/-/ready')) === 200);
  }

  async nodeExporter(): Promise<Served> {
    return this.#start('usr/bin/prometheus-node-exporter', (port) => [`--web.listen-address=127.0.0.1:${port}`, '--log.level=error'], async (port) => (await statusOf(port, '/')) === 200);
  }

  /**
   * @param server directives of its `server` block
   * @param http directives before it, in the `http` block
   */
  async nginx(server: string, http = ''): Promise<Served> {
    const name = `nginx-${++this.#made}`;
    const own = path.join(this.folder, name);
    mkdirSync(own);
    // Its workers must be able to open their logs again in a folder that nobody else may enter.
    const asRoot = process.getuid?.() === 0 ? 'user root; ' : '';
    const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((each) => `${each}_temp_path ${own}/${each};`).join(' ');
    return this.#start(
      'usr/sbin/nginx',
      (port) => {
        this.file(`${name}/nginx.conf`, `daemon off; ${asRoot}worker_processes 1; pid ${own}/pid; error_log ${own}/error.log;\nevents {}\nhttp { access_log ${own}/access.log; ${temp}\n ${http}\n server { listen 127.0.0.1:${port}; ${server} } }\n`);
        return ['-e', `${own}/error.log`, '-p', own, '-c', `${own}/nginx.conf`];
      },
      listens,
    );
  }

  /** An authority, a server's certificate for 127.0.0.1, one for another host, an expired one, a client's: PEM files in `certificates/`. */
  async certificates(): Promise<string> {
    const own = path.join(this.folder, 'certificates');
    mkdirSync(own);
    const openssl = (...args: string[]): Promise<unknown> => run('openssl', args, { cwd: own });
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    await openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '30', '-subj', '/CN=Test authority');
    const signed = async (name: string, extension: string, ...days: string[]): Promise<void> => {
      await openssl('req', ...key, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
      writeFileSync(path.join(own, `${name}.ext`), extension);
      await openssl('x509', '-req', '-in', `${name}.csr`, '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-out', `${name}.pem`, '-extfile', `${name}.ext`, ...(days.length > 0 ? days : ['-days', '30']));
    };
    await signed('server', 'subjectAltName=IP:127.0.0.1');
    await signed('elsewhere', 'subjectAltName=DNS:elsewhere.example');
    await signed('client', 'extendedKeyUsage=clientAuth');
    // `openssl x509 -req` takes whole days from now; -days 0 ends this second.
    await signed('expired', 'subjectAltName=IP:127.0.0.1', '-days', '0');
    return own;
  }

  async close(): Promise<void> {
    for (const running of this.#running.splice(0).reverse()) await running.stop();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }

  async #start(binary: string, args: (port: number) => readonly string[], ready: (port: number) => Promise<boolean>): Promise<Served> {
    if ('reason' in found) throw new Error(found.reason);
    const port = await freePort();
    const server = await startProcess(path.join(found.folder, binary), args(port), () => ready(port), this.folder);
    this.#running.push(server);
    return { port, origin: `http://127.0.0.1:${port}`, process: server };
  }
}
