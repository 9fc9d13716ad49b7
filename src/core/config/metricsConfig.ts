import * as v from 'valibot';
import { metricRoles } from '../metrics/metricRole';
import { text } from './configValues';

/* Sources of metrics in `model-vitals.json`. Secrets are named there, never written. */

export const secret = v.pipe(text, v.regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'a secret is named, for example PROMETHEUS_TOKEN; its value never stands in this file'));
export const pem = v.union([v.strictObject({ file: text }), v.strictObject({ secret })], 'a certificate is { "file": path } or { "secret": name }');

/** Words as they are, since no shell reads them. */
const command = v.pipe(v.array(v.string(), 'a command is a list of words, ["gcloud", "auth", "print-access-token"]: no shell reads it'), v.minLength(1), v.check(([program = '']) => program.trim() !== '', 'the first word of a command is a program'));

const auth = v.variant('kind', [
  v.strictObject({ kind: v.literal('none') }),
  v.strictObject({ kind: v.literal('basic'), user: v.string(), password: secret }),
  v.strictObject({ kind: v.literal('bearer'), token: secret }),
  v.strictObject({ kind: v.literal('header'), header: text, value: secret }),
  v.strictObject({ kind: v.literal('command'), command }),
  v.strictObject({ kind: v.literal('sigv4'), region: v.exactOptional(v.pipe(text, v.regex(/^[a-z0-9-]+$/, 'a region is written like eu-central-1'))), service: v.exactOptional(text), accessKeyId: v.exactOptional(secret), secretAccessKey: v.exactOptional(secret), sessionToken: v.exactOptional(secret), command: v.exactOptional(command) }),
]);

const selector = v.strictObject({
  metric: text,
  matchers: v.optional(v.array(v.strictObject({ label: text, op: v.picklist(['=', '!=', '=~', '!~']), value: v.string() })), []),
  observations: v.exactOptional(v.literal(true)),
});
const selectors = v.pipe(v.array(selector), v.minLength(1));
const factor = v.optional(v.pipe(v.number(), v.finite()), 1);
const planned = { name: text, role: v.optional(v.picklist(metricRoles), 'other'), unit: v.optional(v.string(), ''), scale: factor, metric: v.optional(v.string(), ''), reason: v.optional(v.string(), 'written in model-vitals.json') };

const plan = v.variant('kind', [
  v.strictObject({ ...planned, kind: v.literal('histogram'), of: selector, native: v.optional(v.boolean(), false) }),
  v.strictObject({ ...planned, kind: v.literal('level'), of: selector, aggregate: v.optional(v.picklist(['sum', 'mean', 'max']), 'sum') }),
  v.strictObject({ ...planned, kind: v.literal('level share'), part: selectors, whole: selectors, complement: v.exactOptional(v.literal(true)) }),
  v.strictObject({ ...planned, kind: v.literal('rate'), of: selector }),
  v.strictObject({ ...planned, kind: v.literal('ratio'), part: selectors, whole: selectors, complement: v.exactOptional(v.literal(true)) }),
  v.strictObject({ ...planned, kind: v.literal('mean'), sum: selector, count: selector }),
  v.strictObject({ ...planned, kind: v.literal('expression'), promql: text }),
]);

export const seconds = v.pipe(v.number(), v.minValue(1, 'at least 1 second'));
const common = {
  name: text,
  /** Name of the log that it is shown beside; on its own without. */
  of: v.exactOptional(text),
  plans: v.exactOptional(v.array(plan)),
  /** Hours back that a page of its own covers. */
  hours: v.exactOptional(v.pipe(v.number(), v.minValue(0.1), v.maxValue(24 * 400))),
};
export const serverAddress = v.pipe(text, v.regex(/^https?:\/\//i, 'an address begins with http:// or https://'));
/** How one logs in, whatever the server says. */
export const login = {
  auth: v.exactOptional(auth),
  headers: v.exactOptional(v.record(text, v.string())),
  clientCertificate: v.exactOptional(v.strictObject({ certificate: pem, key: pem, passphrase: v.exactOptional(secret) })),
  ca: v.exactOptional(pem),
};
const served = {
  ...common,
  ...login,
  url: serverAddress,
  labels: v.exactOptional(v.record(text, v.string())),
};
const retention = v.exactOptional(v.strictObject({ days: v.pipe(v.number(), v.minValue(0)), bytes: v.pipe(v.number(), v.minValue(0)) }));

export const prometheus = v.strictObject({ ...served, kind: v.literal('prometheus'), pollSeconds: v.exactOptional(seconds), scrapeSeconds: v.exactOptional(seconds) });
export const page = v.strictObject({ ...served, kind: v.literal('metrics'), intervalSeconds: v.exactOptional(seconds), retention });
export const machine = v.strictObject({ ...common, kind: v.literal('machine'), intervalSeconds: v.exactOptional(seconds), retention });

const port = v.pipe(v.number(), v.integer(), v.minValue(1, 'a port from 1 to 65535'), v.maxValue(65_535, 'a port from 1 to 65535'));
const paths = v.pipe(v.union([text, v.pipe(v.array(text), v.minLength(1))]), v.transform((one) => (typeof one === 'string' ? [one] : one)));
export const otlp = v.strictObject({ ...common, kind: v.literal('otlp'), paths: v.exactOptional(paths), listen: v.exactOptional(port), labels: v.exactOptional(v.record(text, v.string())), retention });
const either = 'say either "paths": files of OTLP/JSON lines, or "listen": a port, usually 4318';

/** One entry of `sources` whose `kind` is not a log. */
export const metricsEntry = v.pipe(
  v.variant('kind', [prometheus, page, machine, otlp]),
  v.check((entry) => entry.kind !== 'otlp' || (entry.paths === undefined) !== (entry.listen === undefined), either),
);

/** As it stands in the file; the folder that relative paths start from is added when it is read. */
export type MetricsConfig = v.InferOutput<typeof metricsEntry>;
