import { l10n, window } from 'vscode';
import { type MetricsAuth, type MetricsSpec, usualOtlpPort } from '../../core/metrics/metricsSpec';

/** What a guided pick has learnt: the source without its name, and the values of the secrets that it names. */
export interface AskedSource {
  readonly spec: MetricsSpec;
  readonly secrets: Readonly<Record<string, string>>;
}

const title = (): string => l10n.t('Add Metric Source');

/** Asks for kind, address and log-in; undefined where it was given up. `taken` are the names in use. */
export async function askSource(folder: string, taken: ReadonlySet<string>): Promise<AskedSource | undefined> {
  const kind = await window.showQuickPick(
    [
      { label: l10n.t('Prometheus-compatible server'), detail: l10n.t('Prometheus, Thanos, Mimir, Cortex, VictoriaMetrics, a managed one, or through Grafana: has history'), what: 'prometheus' as const },
      { label: l10n.t('A /metrics page'), detail: l10n.t('vLLM, Triton, KServe, Ray Serve, BentoML, FastAPI, …: scraped from here, history begins now'), what: 'metrics' as const },
      { label: l10n.t('OpenTelemetry'), detail: l10n.t('what exporters send to a port of this machine, or files of OTLP/JSON lines'), what: 'otlp' as const },
      { label: l10n.t('This machine and its GPUs'), detail: l10n.t('where a model runs beside the code: CPU, memory, nvidia-smi'), what: 'machine' as const },
    ],
    { title: title(), placeHolder: l10n.t('Where do the metrics come from?') },
  );
  if (kind === undefined) return undefined;
  if (kind.what === 'machine') return { spec: { kind: 'machine', name: unused('machine', taken) }, secrets: {} };
  if (kind.what === 'otlp') return askOtlp(folder, taken);
  const url = await window.showInputBox({
    title: title(), ignoreFocusOut: true, prompt: l10n.t('Address; a pasted link to its page will do'), placeHolder: kind.what === 'prometheus' ? 'http://localhost:9090' : 'http://localhost:8000/metrics',
    validateInput: (text) => (isAddress(text) ? undefined : l10n.t('An address begins with http:// or https://')),
  });
  if (url === undefined) return undefined;
  const name = unused(nameOf(url), taken);
  const login = await askAuth(name);
  if (login === undefined) return undefined;
  const { auth, secrets } = login;
  return { spec: { kind: kind.what, name, url: url.trim(), folder, ...(auth.kind === 'none' ? {} : { auth }) }, secrets };
}

/** A port, or files: neither has a log-in. */
async function askOtlp(folder: string, taken: ReadonlySet<string>): Promise<AskedSource | undefined> {
  const how = await window.showQuickPick(
    [
      { label: l10n.t('Receive it here'), detail: l10n.t('OTLP/HTTP on 127.0.0.1, protobuf or JSON, while the source is open; windows share the port'), how: 'listen' as const },
      { label: l10n.t('Read files'), detail: l10n.t("OTLP/JSON, one request a line, as the collector's file exporter writes it; followed as they grow"), how: 'paths' as const },
    ],
    { title: title(), placeHolder: l10n.t('Where does OpenTelemetry come from?'), ignoreFocusOut: true },
  );
  if (how === undefined) return undefined;
  const name = unused('OpenTelemetry', taken);
  if (how.how === 'listen') {
    const port = await window.showInputBox({
      title: title(), ignoreFocusOut: true, prompt: l10n.t('Port; 4318 is where exporters send to unless they are told otherwise'), value: String(usualOtlpPort),
      validateInput: (text) => (/^\d{1,5}$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= 65_535 ? undefined : l10n.t('A port from 1 to 65535')),
    });
    return port === undefined ? undefined : { spec: { kind: 'otlp', name, listen: Number(port), folder }, secrets: {} };
  }
  const paths = await window.showInputBox({ title: title(), ignoreFocusOut: true, prompt: l10n.t('Files, folders or globs, from the folder of model-vitals.json'), value: 'otel/*.jsonl', validateInput: (text) => (text.trim() === '' ? l10n.t('A file, a folder or a glob') : undefined) });
  return paths === undefined ? undefined : { spec: { kind: 'otlp', name, paths: [paths.trim()], folder }, secrets: {} };
}

async function askAuth(name: string): Promise<{ readonly auth: MetricsAuth; readonly secrets: Readonly<Record<string, string>> } | undefined> {
  const secret = `${name.toUpperCase().replace(/[^A-Z0-9]+/g, '_').replace(/^(\d)/, '_$1')}_SECRET`;
  const how = await window.showQuickPick(
    [
      { label: l10n.t('No log-in'), how: 'none' as const },
      { label: l10n.t('Bearer token'), detail: l10n.t('a service account of Grafana, a managed server'), how: 'bearer' as const },
      { label: l10n.t('User and password'), how: 'basic' as const },
      { label: l10n.t('A header of its own'), detail: l10n.t('for example X-Api-Key'), how: 'header' as const },
      { label: l10n.t('A command that prints a token'), detail: l10n.t('Google, Azure, single sign-on: for example gcloud auth print-access-token'), how: 'command' as const },
      { label: l10n.t('Signed for AWS'), detail: l10n.t('Amazon Managed Service for Prometheus: keys of the aws command line, or secrets'), how: 'sigv4' as const },
      { label: l10n.t('A client certificate'), detail: l10n.t('two PEM files, named in model-vitals.json afterwards'), how: 'none' as const },
    ],
    { title: title(), placeHolder: l10n.t('How does it let one in? What is secret is kept by the editor, not in model-vitals.json.'), ignoreFocusOut: true },
  );
  if (how === undefined) return undefined;
  if (how.how === 'none') return { auth: { kind: 'none' }, secrets: {} };
  if (how.how === 'command' || how.how === 'sigv4') return askCommand(how.how);
  const plain = how.how === 'bearer' ? '' : await window.showInputBox({ title: title(), ignoreFocusOut: true, prompt: how.how === 'basic' ? l10n.t('User') : l10n.t('Name of the header') });
  if (plain === undefined) return undefined;
  const value = await window.showInputBox({ title: title(), ignoreFocusOut: true, password: true, prompt: how.how === 'basic' ? l10n.t('Password') : l10n.t('Its secret value'), placeHolder: l10n.t('kept as {0}', secret) });
  if (value === undefined) return undefined;
  const auth: MetricsAuth = how.how === 'basic' ? { kind: 'basic', user: plain, password: secret } : how.how === 'bearer' ? { kind: 'bearer', token: secret } : { kind: 'header', header: plain, value: secret };
  return { auth, secrets: { [secret]: value } };
}

/** A log-in that needs no secret of ours: a program prints what is needed. */
async function askCommand(kind: 'command' | 'sigv4'): Promise<{ readonly auth: MetricsAuth; readonly secrets: Readonly<Record<string, string>> } | undefined> {
  const line = await window.showInputBox({
    title: title(), ignoreFocusOut: true, value: kind === 'command' ? 'gcloud auth print-access-token' : 'aws configure export-credentials',
    prompt: kind === 'command' ? l10n.t('The program and its words; it is run without a shell, while this workspace is trusted') : l10n.t('The program that prints AWS keys, run without a shell; empty: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN'),
    validateInput: (text) => (/["'`|&;<>$\\]/.test(text) ? l10n.t('Plain words only; for others write the list in model-vitals.json') : text.trim() === '' && kind === 'command' ? l10n.t('A command is needed') : undefined),
  });
  if (line === undefined) return undefined;
  const command = line.trim().split(/\s+/).filter((word) => word !== '');
  return { auth: kind === 'command' ? { kind, command } : { kind, ...(command.length === 0 ? {} : { command }) }, secrets: {} };
}

function isAddress(text: string): boolean {
  return /^https?:\/\//i.test(text.trim()) && URL.canParse(text.trim());
}

function nameOf(url: string): string {
  return new URL(url).hostname || 'metrics';
}

function unused(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  for (let count = 2; taken.has(free); count += 1) free = `${name} ${count}`;
  return free;
}
