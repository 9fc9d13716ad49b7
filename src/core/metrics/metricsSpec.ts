import type { MetricPlan } from './metricPlan';

/** Name of a secret: the editor keeps its value in SecretStorage, the command line reads an environment variable of that name. Never a value. */
export type SecretName = string;

/** A PEM text: in a file (path absolute or relative to the configuration's folder) or kept as a secret. */
export type PemPlace = { readonly file: string } | { readonly secret: SecretName };

export type MetricsAuth =
  | { readonly kind: 'none' }
  | { readonly kind: 'basic'; readonly user: string; readonly password: SecretName }
  | { readonly kind: 'bearer'; readonly token: SecretName }
  | { readonly kind: 'header'; readonly header: string; readonly value: SecretName }
  /** A program and its words, run without a shell, that prints a bearer token: `["gcloud", "auth", "print-access-token"]`. In trusted workspaces only. */
  | { readonly kind: 'command'; readonly command: readonly string[] }
  /**
   * Requests signed for AWS. Keys are secrets, by default those of the usual names (`awsKeyNames`), or what a command prints (`aws configure export-credentials`). The
   * region is told by the address of Amazon Managed Service for Prometheus, where it is not said.
   */
  | { readonly kind: 'sigv4'; readonly region?: string; readonly service?: string; readonly accessKeyId?: SecretName; readonly secretAccessKey?: SecretName; readonly sessionToken?: SecretName; readonly command?: readonly string[] };

/** Environment variables that AWS' own tools read. */
export const awsKeyNames = { accessKeyId: 'AWS_ACCESS_KEY_ID', secretAccessKey: 'AWS_SECRET_ACCESS_KEY', sessionToken: 'AWS_SESSION_TOKEN' } as const;

interface SourceOfMetrics {
  /** Unique among the sources of a model; stands before each column's id. */
  readonly name: string;
  /** What a person chose or edited; without it what is recognised is proposed and used. */
  readonly plans?: readonly MetricPlan[];
}

/** What is asked over HTTP, and how one logs in there. */
export interface ServedMetrics extends SourceOfMetrics {
  /** As a person wrote or pasted it; a log-in that stands in it is used and not shown. */
  readonly url: string;
  readonly auth?: MetricsAuth;
  /** Sent with each request and not secret: `X-Scope-OrgID`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly clientCertificate?: { readonly certificate: PemPlace; readonly key: PemPlace; readonly passphrase?: SecretName };
  /** Certificate authority trusted in place of the usual ones. */
  readonly ca?: PemPlace;
  /** Folder that relative paths of certificates start from. */
  readonly folder: string;
  /** Labels that every series must carry: the model, its version, the cluster. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** A server that keeps history and answers PromQL: Prometheus, Thanos, Mimir, Cortex, VictoriaMetrics, managed ones, through Grafana's proxy. */
export interface PrometheusSpec extends ServedMetrics {
  readonly kind: 'prometheus';
  /** Seconds between two looks for news; default 15. */
  readonly pollSeconds?: number;
  /** Seconds between two scrapes of the server, where it does not tell; a rate needs several of them. */
  readonly scrapeSeconds?: number;
}

/** How long own history is kept: the older part goes when either bound is passed. */
export interface Retention {
  readonly days: number;
  readonly bytes: number;
}

export const defaultRetention: Retention = { days: 30, bytes: 256 * 2 ** 20 };

/** A page in the exposition format, scraped directly; its history is our own. */
export interface MetricsPageSpec extends ServedMetrics {
  readonly kind: 'metrics';
  /** Seconds between two scrapes; default 10. */
  readonly intervalSeconds?: number;
  readonly retention?: Retention;
}

/** The machine that the engine runs on, and its GPUs. */
export interface MachineSpec extends SourceOfMetrics {
  readonly kind: 'machine';
  readonly intervalSeconds?: number;
  readonly retention?: Retention;
}

/** OpenTelemetry: OTLP/JSON files, one request a line, or what is sent to a port of this machine. Exactly one of `paths` and `listen`. */
export interface OtlpSpec extends SourceOfMetrics {
  readonly kind: 'otlp';
  /** Files, folders or globs, relative to `folder`. */
  readonly paths?: readonly string[];
  /** Port of 127.0.0.1 that is listened on, 4318 where exporters are not told otherwise; the next free one where a foreign program has it. */
  readonly listen?: number;
  readonly folder: string;
  /** Attributes or labels that every series must carry: `service.name`, the model. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Of what is received. */
  readonly retention?: Retention;
}

export const usualOtlpPort = 4318;

export type MetricsSpec = PrometheusSpec | MetricsPageSpec | MachineSpec | OtlpSpec;

/** The names of secrets that a spec refers to, each once, in order of use. */
export function secretsOf(spec: MetricsSpec | Pick<ServedMetrics, 'auth' | 'clientCertificate' | 'ca'>): readonly SecretName[] {
  if ('kind' in spec && (spec.kind === 'machine' || spec.kind === 'otlp')) return [];
  const { auth, clientCertificate, ca } = spec;
  const names: SecretName[] = [];
  if (auth?.kind === 'basic') names.push(auth.password);
  if (auth?.kind === 'bearer') names.push(auth.token);
  if (auth?.kind === 'header') names.push(auth.value);
  if (auth?.kind === 'sigv4' && auth.command === undefined) names.push(auth.accessKeyId ?? awsKeyNames.accessKeyId, auth.secretAccessKey ?? awsKeyNames.secretAccessKey, auth.sessionToken ?? awsKeyNames.sessionToken);
  for (const place of [clientCertificate?.certificate, clientCertificate?.key, ca]) if (place !== undefined && 'secret' in place) names.push(place.secret);
  if (clientCertificate?.passphrase !== undefined) names.push(clientCertificate.passphrase);
  return [...new Set(names)];
}
