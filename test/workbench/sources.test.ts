import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { noPostgres, PostgresServer } from '../servers/postgresServer';
import { makeSources, requests } from './makeSources';
import type { Workbench } from './openWorkbench';
import { openWorkbench } from './openWorkbench';
import { dashboardPage } from './pages/dashboard';
import { poll } from './poll';

/* Sources are added, edited and removed where they are listed: a table of a real PostgreSQL by the guided pick, an offered file of labels by one click. */

const server = new PostgresServer();
let folder: string;
let workbench: Workbench;

beforeAll(async () => {
  if (noPostgres === null) {
    await server.start();
    const rows = requests(3_000);
    const column = (name: keyof (typeof rows)[number], type: string) => ({ name, type, values: rows.map((row) => String(row[name])) });
    await server.load('public.predictions', [column('id', 'text'), column('at', 'timestamptz'), column('latency_ms', 'float8'), column('amount', 'float8'), column('plan', 'text'), column('prediction', 'int')]);
  }
  folder = mkdtempSync(join(tmpdir(), 'mv-sources-'));
  makeSources(folder);
  workbench = await openWorkbench({ folder, extension: 'checkout', viewport: { width: 1600, height: 1000 } });
  await workbench.activityBar.open('Model Vitals');
}, 180_000);
afterAll(async () => {
  await workbench?.dispose();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench.screenshot(`failed-sources-${task.name.replace(/\W+/g, '-')}`);
});

const config = (): string => readFileSync(join(workbench.folder, 'model-vitals.json'), 'utf8');
const hasRow = (row: RegExp): Promise<boolean> => workbench.tree('Sources').rows().then((rows) => rows.some((text) => row.test(text)));

async function answer(prompt: string, text: string): Promise<void> {
  const widget = workbench.page.locator('.quick-input-widget:visible');
  await expect.poll(() => widget.innerText()).toContain(prompt);
  await workbench.quickPick.type(text);
  await workbench.page.keyboard.press('Enter');
}

describe('a table of PostgreSQL', () => {
  it('is added by a guided pick that tests it, says what is wrong and asks again', async (context) => {
    if (noPostgres !== null) return context.skip(noPostgres);
    const { quickPick, page } = workbench;
    await quickPick.runCommand('Model Vitals: Add Table of a Database…');
    await quickPick.pick('PostgreSQL');
    await answer('Address: user, machine', 'db.example');
    await answer('An address looks like', `postgresql://owner@127.0.0.1:${server.port}/postgres?sslmode=disable`);
    await answer('Table as schema.table', 'public.predictons');
    await answer('Password', server.password);
    const dialog = page.locator('.monaco-dialog-box');
    await expect.poll(() => dialog.innerText()).toContain('has no table public.predictons');
    await dialog.getByRole('button', { name: 'Change Answers' }).click();
    await answer('Address: user, machine', `postgresql://owner@127.0.0.1:${server.port}/postgres?sslmode=disable`);
    await answer('Table as schema.table', 'public.predictions');
    await answer('Password', '');
    await expect.poll(async () => (await quickPick.items()).join(), { timeout: 60_000 }).toMatch(/Use these roles.*latency_ms.*amount/);
    const asked = page.locator('.quick-input-widget:visible');
    await expect.poll(() => asked.innerText()).toMatch(/public\.predictions: 3,000 rows, 6 columns[^]*timestamp: at/);
    await workbench.screenshot('sources-roles');
    await quickPick.pick('plan');
    await quickPick.pick('segment');
    await expect.poll(() => asked.innerText()).toMatch(/segment: plan/);
    await quickPick.pick('Use these roles');
    await answer('Its name on the panel', 'shop');
    await poll('the table in model-vitals.json', () => config().includes('"shop"'));
    const written = JSON.parse(config()) as { sources: unknown[] };
    expect(written.sources[2]).toEqual({ name: 'shop', kind: 'postgresql', url: `postgresql://owner@127.0.0.1:${server.port}/postgres?sslmode=disable`, table: 'public.predictions', password: 'PREDICTIONS_SECRET', roles: { plan: 'segment' } });
    expect(config()).not.toContain(server.password);
  });

  it('is counted by its server and judged as a log is', async (context) => {
    if (noPostgres !== null) return context.skip(noPostgres);
    await expect.poll(() => hasRow(/^shop, 3,000 rows, counted .* in [\d,]+ ms/), { timeout: 60_000 }).toBe(true);
    const dashboard = dashboardPage(await workbench.webviewFrame(/amount/, 60_000));
    await expect.poll(() => dashboard.text()).toMatch(/amount[^]*moved/);
    await workbench.screenshot('sources-table');
    const shown = await dashboard.text();
    expect(shown).not.toContain(server.password);
  });

  it('is taken out of the file again, with undo', async (context) => {
    if (noPostgres !== null) return context.skip(noPostgres);
    await workbench.notifications.dismissAll();
    const before = config();
    await workbench.quickPick.runCommand('Model Vitals: Remove Source from Configuration');
    await poll('the table to be gone', () => !config().includes('"shop"'));
    await workbench.notifications.click('was taken out', 'Undo');
    await poll('the table to be back', () => config() === before);
    await expect.poll(() => hasRow(/^shop/)).toBe(true);
  });
});

describe('a table whose server is not there', () => {
  it('says why in the tree and on the page, and leads to what can be done', async () => {
    await workbench.tree('Sources').click('gone');
    await expect.poll(() => hasRow(/^gone, nothing answers at 127\.0\.0\.1:9/), { timeout: 60_000 }).toBe(true);
    const dashboard = dashboardPage(await workbench.webviewFrame(/gone could not be judged/, 60_000));
    await expect.poll(() => dashboard.text()).toContain('The table could not be read: nothing answers at 127.0.0.1:9');
    await workbench.screenshot('sources-gone');
    await dashboard.button('Edit the table').click();
    await answer('Address: user, machine', 'postgresql://reader@127.0.0.1:19/shop');
    await answer('Table as schema.table', 'ml.predictions');
    await answer('Password', '');
    const dialog = workbench.page.locator('.monaco-dialog-box');
    await expect.poll(() => dialog.innerText()).toContain('nothing answers at 127.0.0.1:19');
    await dialog.getByRole('button', { name: 'Keep It Anyway' }).click();
    await poll('the address in model-vitals.json', () => config().includes('127.0.0.1:19/shop'));
    expect(config()).toContain('"gone"');
  });
});

describe('a file that looks like labels', () => {
  it('is joined by one click on its log, and taken back by another', async () => {
    const tree = workbench.tree('Sources');
    const before = config();
    await tree.click('churn/predictions');
    await expect.poll(() => hasRow(/^churn\/predictions, (live, )?2,000 rows, labels offered/), { timeout: 60_000 }).toBe(true);
    await tree.rowAction('churn/predictions', 'Use Offered File as Labels');
    await poll('the labels in model-vitals.json', () => config().includes('"labels"'));
    expect(JSON.parse(config())).toMatchObject({ sources: expect.arrayContaining([expect.objectContaining({ labels: expect.objectContaining({ id: 'request_id', label: 'label' }) as unknown })]) as unknown });
    const dashboard = dashboardPage(await workbench.webviewFrame(/2,000 of 2,000 predictions have one/, 60_000));
    await expect.poll(() => dashboard.text()).toMatch(/accuracy\s+90\.\d %/i);
    await workbench.screenshot('sources-labels');
    await workbench.notifications.click('as its labels', 'Undo');
    await poll('the file as it was', () => config() === before);
    await expect.poll(() => hasRow(/^churn\/predictions, (live, )?2,000 rows, labels offered/), { timeout: 60_000 }).toBe(true);
    expect(workbench.problems()).toEqual([]);
  });
});
