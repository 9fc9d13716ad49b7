import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DebianServers, noServers } from '../servers/debianServers';
import { remoteWrite } from '../servers/remoteWrite';
import { hoursOf, servedModel, startMs } from '../servers/servedModel';
import type { Theme, Workbench } from './openWorkbench';
import { openWorkbench } from './openWorkbench';
import { type Dashboard, dashboardPage } from './pages/dashboard';

/* A prediction log with a real Prometheus beside it: two hours of both on one axis, in each theme, and what can be asked of a figure that a server gives. */

const servers = new DebianServers();
let folder: string;
let workbench: Workbench | undefined;
let dashboard: Dashboard;

/** A request each two seconds; the second hour waits longer. */
function log(): string {
  return Array.from({ length: 3_600 }, (_, i) => {
    const late = i >= 1_800;
    const noise = (i * 7919) % 97;
    return `${JSON.stringify({ timestamp: new Date(startMs + i * 2_000).toISOString(), latency_ms: 20 + (noise % 31) + (late ? 25 : 0), amount: (noise % 53) / 10 + (late ? 1.5 : 0), prediction: noise < 40 ? 1 : 0, label: (i * 31) % 97 < 40 ? 1 : 0 })}\n`;
  }).join('');
}

beforeAll(async () => {
  if (noServers !== null) return;
  const prometheus = await servers.prometheus();
  for (const hour of hoursOf(servedModel())) await remoteWrite(`${prometheus.origin}/api/v1/write`, hour);
  folder = mkdtempSync(join(tmpdir(), 'mv-beside-'));
  writeFileSync(join(folder, 'predictions.jsonl'), log());
  writeFileSync(join(folder, 'model-vitals.json'), JSON.stringify({ sources: [{ name: 'churn', path: 'predictions.jsonl' }, { name: 'prod', kind: 'prometheus', url: prometheus.origin, of: 'churn', labels: { model_name: 'churn' }, scrapeSeconds: 15 }] }, null, 2));
  workbench = await openWorkbench({ folder, extension: 'checkout', viewport: { width: 1600, height: 1000 } });
  await workbench.activityBar.open('Model Vitals');
}, 180_000);
beforeEach((test) => {
  if (noServers !== null) test.skip(noServers);
});
afterAll(async () => {
  await workbench?.dispose();
  await servers.close();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench?.screenshot(`failed-beside-${task.name.replace(/\W+/g, '-')}`);
});
const opened = (): Workbench => {
  if (workbench === undefined) throw new Error('no workbench');
  return workbench;
};

describe('servers beside a log', () => {
  it('stand on its axis, each figure with its source', async () => {
    await opened().quickPick.runCommand('Model Vitals: Open Dashboard');
    dashboard = dashboardPage(await opened().webviewFrame(/Along the axis|All findings/, 60_000));
    await expect.poll(() => dashboard.text(), { timeout: 60_000 }).toMatch(/\(prod\)/);
    await expect.poll(() => dashboard.text()).toMatch(/p95 latency/);
    await expect.poll(() => dashboard.frame.locator('#metric-sources-title').count()).toBe(1);
  });

  it.each<Theme>(['Default Dark Modern', 'Default Light Modern', 'Default High Contrast', 'Default High Contrast Light'])('looks right in %s', async (theme) => {
    await opened().setTheme(theme);
    dashboard = dashboardPage(await opened().webviewFrame(/Along the axis|All findings/));
    const short = theme.replace('Default ', '').replaceAll(' ', '-').toLowerCase();
    await opened().screenshot(`beside-${short}-1`);
    await dashboard.frame.locator('summary').filter({ hasText: 'What is read of prod' }).evaluate((summary) => (summary.parentElement as HTMLDetailsElement).setAttribute('open', ''));
    for (const [at, target] of ['#timeline-title', '#metric-sources-title'].entries()) {
      await dashboard.frame.evaluate((selector) => document.querySelector(selector)?.scrollIntoView(), target);
      await opened().screenshot(`beside-${short}-${at + 2}`);
    }
    await expect.poll(() => dashboard.frame.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    await dashboard.frame.evaluate(() => window.scrollTo(0, 0));
  });

  it('a figure of a server is explained by what moves with it; segments, which need rows, come last with their reason', async () => {
    const { frame } = dashboard;
    await frame.locator('#why-link').click();
    const own = frame.locator('details.why-metric').filter({ hasText: '(prod)' }).first();
    await own.locator('summary').click();
    await expect.poll(() => own.innerText(), { timeout: 60_000 }).toMatch(/Moves together[^]*Segments[^]*not explained, since/);
    await opened().screenshot('beside-why');
    await frame.locator('#back').click();
    expect(opened().problems()).toEqual([]);
  });
});
