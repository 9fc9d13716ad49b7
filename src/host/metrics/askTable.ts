import { l10n, window } from 'vscode';
import { addressSchemes, queryProblem, tableParts, type WarehouseKind, type WarehouseSpec } from '../../core/warehouse/warehouseSpec';
import { secretNameOf, unused } from './askServer';

export interface AskedTable {
  readonly spec: WarehouseSpec;
  /** Values of the secrets that were entered; one that is kept already is not among them. */
  readonly secrets: Readonly<Record<string, string>>;
}

interface Login {
  readonly user: string;
  readonly secret?: { readonly as: 'password' | 'token'; readonly name: string; readonly value: string | null };
}

const examples: Readonly<Record<WarehouseKind, string>> = { postgresql: 'postgresql://reader@localhost:5432/shop', clickhouse: 'http://default@localhost:8123/default', trino: 'https://reader@trino.example:8443/hive/ml' };

export const tableTitle = (): string => l10n.t('Add Table of a Database');

/**
 * Asks for engine, address, table and log-in; undefined where it was given up.
 * @param taken names in use, for a name of its own; null where the table keeps that of `before`
 * @param before what was answered so far, or a table that is edited
 */
export async function askTable(folder: string, taken: ReadonlySet<string> | null, before: AskedTable | null): Promise<AskedTable | undefined> {
  const title = before === null ? tableTitle() : l10n.t('Table {0}', before.spec.name);
  const kind = before?.spec.kind ?? (await pickKind());
  if (kind === undefined) return undefined;
  const written = await window.showInputBox({
    title, ignoreFocusOut: true, placeHolder: examples[kind], value: before?.spec.url ?? '',
    prompt: kind === 'postgresql' ? l10n.t('Address: user, machine, port, database. Other machines are asked by TLS; ?sslmode=disable asks without') : kind === 'trino' ? l10n.t('Address: user, machine, port, catalog, schema') : l10n.t('Address of its HTTP port: user, machine, port, database'),
    validateInput: (text) => (isAddressOf(kind, text.trim()) ? undefined : l10n.t('An address looks like {0}', examples[kind])),
  });
  if (written === undefined) return undefined;
  const { url, password } = withoutPassword(written.trim());
  const from = await window.showInputBox({
    title, ignoreFocusOut: true, placeHolder: 'ml.predictions', value: before?.spec.table ?? before?.spec.query ?? '',
    prompt: l10n.t('Table as schema.table, or a SELECT; a row is one prediction or request'), validateInput: relationProblem,
  });
  if (from === undefined) return undefined;
  const named = taken === null ? before?.spec.name : unused(nameOf(url, from), taken);
  const { table: _, query: __, password: ___, token: ____, ...kept }: Partial<WarehouseSpec> & { readonly folder: string } = before?.spec ?? { folder };
  const spec: WarehouseSpec = { ...kept, kind, name: named ?? url.hostname, url: url.toString(), ...(isQuery(from) ? { query: from.trim() } : { table: from.trim() }) };
  const login = await askLogin(title, spec, password, before, taken !== null);
  if (login === undefined) return undefined;
  if (login.user !== '') url.username = encodeURIComponent(login.user);
  const { secret } = login;
  return {
    spec: { ...spec, url: url.toString(), ...(secret === undefined ? {} : { [secret.as]: secret.name }) },
    secrets: secret === undefined || secret.value === null ? {} : { [secret.name]: secret.value },
  };
}

async function pickKind(): Promise<WarehouseKind | undefined> {
  const items = [
    { label: 'PostgreSQL', detail: l10n.t('and what speaks its protocol'), engine: 'postgresql' as const },
    { label: 'ClickHouse', detail: l10n.t('over HTTP'), engine: 'clickhouse' as const },
    { label: 'Trino', detail: l10n.t('any catalog of it: Hive, Iceberg, Delta, …'), engine: 'trino' as const },
  ];
  return (await window.showQuickPick(items, { title: tableTitle(), placeHolder: l10n.t('Which database? It counts by itself; its rows stay where they are.'), ignoreFocusOut: true }))?.engine;
}

/** User and secret: those of the address as they are, what is kept already by an empty answer. */
async function askLogin(title: string, spec: WarehouseSpec, pasted: string | null, before: AskedTable | null, isNew: boolean): Promise<Login | undefined> {
  const name = (as: 'password' | 'token'): string => (isNew ? undefined : before?.spec[as]) ?? secretNameOf(spec.name);
  let user = '';
  if (new URL(spec.url).username === '') {
    const asked = await window.showInputBox({ title, ignoreFocusOut: true, prompt: l10n.t('User'), placeHolder: spec.kind === 'postgresql' ? l10n.t('empty: postgres') : l10n.t('empty: none') });
    if (asked === undefined) return undefined;
    user = asked.trim();
  }
  if (pasted !== null) return { user, secret: { as: 'password', name: name('password'), value: pasted } };
  let as: 'password' | 'token' = 'password';
  if (spec.kind === 'trino') {
    const items = [{ label: l10n.t('Password, or none'), as: 'password' as const }, { label: l10n.t('JSON Web Token'), as: 'token' as const }];
    const how = await window.showQuickPick(items, { title, placeHolder: l10n.t('How does it let one in?'), ignoreFocusOut: true });
    if (how === undefined) return undefined;
    as = how.as;
  }
  const known = before?.spec[as];
  const value = await window.showInputBox({
    title, ignoreFocusOut: true, password: true, prompt: as === 'token' ? l10n.t('Token') : l10n.t('Password'),
    placeHolder: known !== undefined ? l10n.t('empty: as it was') : l10n.t('kept by the editor as {0}; empty: none', name(as)),
  });
  if (value === undefined) return undefined;
  if (value !== '') return { user, secret: { as, name: name(as), value } };
  return known === undefined ? { user } : { user, secret: { as, name: name(as), value: before?.secrets[known] ?? null } };
}

function isAddressOf(kind: WarehouseKind, text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return addressSchemes[kind].test(protocol) && hostname !== '';
}

/** A pasted address often holds the password: it goes to the secrets, never into the file. */
function withoutPassword(text: string): { readonly url: URL; readonly password: string | null } {
  const url = new URL(text);
  const written = url.password;
  url.password = '';
  try {
    return { url, password: written === '' ? null : decodeURIComponent(written) };
  } catch {
    return { url, password: written }; // a bare % of its own
  }
}

function isQuery(text: string): boolean {
  return tableParts(text) === null && queryProblem(text) === null;
}

function relationProblem(text: string): string | undefined {
  if (text.trim() === '') return l10n.t('A table, or a SELECT');
  return isQuery(text) || tableParts(text) !== null ? undefined : l10n.t('A table is written as schema.table, parts with dots or spaces in double quotes; a query begins with SELECT or WITH');
}

function nameOf(url: URL, from: string): string {
  return tableParts(from)?.at(-1) ?? url.hostname;
}
