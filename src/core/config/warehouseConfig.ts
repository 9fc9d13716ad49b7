import * as v from 'valibot';
import { roles } from '../domain/role';
import { queryProblem, tableParts } from '../warehouse/warehouseSpec';
import { positive, text, timeZone } from './configValues';
import { pem, secret } from './metricsConfig';

/* Tables of databases in `model-vitals.json`. Secrets are named there, never written. */

const noPassword = v.check((url: string) => !/^[a-z]+:\/\/[^/@]*:[^/@]+@/i.test(url), 'a password never stands in this file: name a secret as "password"');
const address = (scheme: RegExp, example: string) => v.pipe(text, v.regex(scheme, `an address looks like ${example}`), noPassword);

const entries = {
  name: text,
  table: v.exactOptional(v.pipe(text, v.check((name) => tableParts(name) !== null, 'a table is written as schema.table; parts with dots or spaces stand in double quotes'))),
  query: v.exactOptional(v.pipe(text, v.rawCheck(({ dataset, addIssue }) => {
    const problem = dataset.typed ? queryProblem(dataset.value) : null;
    if (problem !== null) addIssue({ message: problem });
  }))),
  password: v.exactOptional(secret),
  ca: v.exactOptional(pem),
  clientCertificate: v.exactOptional(v.strictObject({ certificate: pem, key: pem, passphrase: v.exactOptional(secret) })),
  roles: v.exactOptional(v.record(text, v.picklist(roles))),
  latencyUnit: v.exactOptional(v.picklist(['s', 'ms', 'us', 'ns'])),
  timeZone: v.exactOptional(timeZone),
  positive: v.exactOptional(positive),
  timeoutSeconds: v.exactOptional(v.pipe(v.number(), v.minValue(1), v.maxValue(86_400))),
  keepMinutes: v.exactOptional(v.pipe(v.number(), v.minValue(0), v.maxValue(525_600))),
};

const postgresql = { ...entries, kind: v.literal('postgresql'), url: address(/^postgres(ql)?:\/\/[^/]/i, 'postgresql://user@host:5432/database') };
const clickhouse = { ...entries, kind: v.literal('clickhouse'), url: address(/^(https?|clickhouse):\/\/[^/]/i, 'https://user@host:8443/database') };
const trino = { ...entries, kind: v.literal('trino'), url: address(/^(https?|trino):\/\/[^/]/i, 'https://user@host:8443/catalog/schema'), token: v.exactOptional(secret) };

/** One entry of `sources` whose `kind` is a database. */
export const warehouseEntry = v.pipe(v.variant('kind', [v.strictObject(postgresql), v.strictObject(clickhouse), v.strictObject(trino)]), v.check(({ table, query }) => (table === undefined) !== (query === undefined), 'name either "table" or "query"'));

const folder = text;
/** The same with the folder that relative paths start from, as the engine takes it. */
export const warehouseSpecs = [v.object({ ...postgresql, folder }), v.object({ ...clickhouse, folder }), v.object({ ...trino, folder })] as const;

/** As it stands in the file; the folder is added when it is read. */
export type WarehouseConfig = v.InferOutput<typeof warehouseEntry>;
