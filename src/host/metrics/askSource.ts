import { l10n, window } from 'vscode';
import { type MetricsSpec, usualOtlpPort } from '../../core/metrics/metricsSpec';
import { askTraining, type AskedTraining } from './askTraining';
import { askAddress, askAuth, nameOf, title, unused } from './askServer';

/** What a guided pick has learnt: the source without its name, and the values of the secrets that it names. */
export interface AskedSource {
  readonly spec: MetricsSpec;
  readonly secrets: Readonly<Record<string, string>>;
}

/** Asks for kind, address and log-in; undefined where it was given up. `taken` are the names in use. */
export async function askSource(folder: string, taken: ReadonlySet<string>): Promise<AskedSource | AskedTraining | 'table' | undefined> {
  const kind = await window.showQuickPick(
    [
      { label: l10n.t('Prometheus-compatible server'), detail: l10n.t('Prometheus, Thanos, Mimir, Cortex, VictoriaMetrics, a managed one, or through Grafana: has history'), what: 'prometheus' as const },
      { label: l10n.t('A /metrics page'), detail: l10n.t('vLLM, Triton, KServe, Ray Serve, BentoML, FastAPI, …: scraped from here, history begins now'), what: 'metrics' as const },
      { label: l10n.t('OpenTelemetry'), detail: l10n.t('what exporters send to a port of this machine, or files of OTLP/JSON lines'), what: 'otlp' as const },
      { label: l10n.t('This machine and its GPUs'), detail: l10n.t('where a model runs beside the code: CPU, memory, nvidia-smi'), what: 'machine' as const },
      { label: l10n.t('A table of a database'), detail: l10n.t('PostgreSQL, ClickHouse or Trino: a prediction log that is counted where it stands'), what: 'table' as const },
      { label: l10n.t('Training runs: MLflow tracking server'), detail: l10n.t('runs compared with each other and with production'), what: 'tracking server' as const },
      { label: l10n.t('Training runs: mlflow.db or mlruns'), detail: l10n.t("MLflow's local stores"), what: 'mlflow files' as const },
      { label: l10n.t('Training runs: TensorBoard'), detail: l10n.t('a folder with event files'), what: 'event files' as const },
    ],
    { title: title(), placeHolder: l10n.t('Where do the metrics come from?') },
  );
  if (kind === undefined) return undefined;
  if (kind.what === 'machine') return { spec: { kind: 'machine', name: unused('machine', taken) }, secrets: {} };
  if (kind.what === 'table') return 'table';
  if (kind.what === 'otlp') return askOtlp(folder, taken);
  if (kind.what !== 'prometheus' && kind.what !== 'metrics') return askTraining(kind.what, folder, taken);
  const url = await askAddress(kind.what === 'prometheus' ? 'http://localhost:9090' : 'http://localhost:8000/metrics');
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
