import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Workbench } from './openWorkbench';
import { openWorkbench } from './openWorkbench';
import { type Dashboard, dashboardPage } from './pages/dashboard';
import { poll } from './poll';

/* The main job, as a person does it: a folder with a log, one click, the verdict, the line of code, and back. */

const definition = 'half_up(df["distance_miles"]';
let workbench: Workbench;
let dashboard: Dashboard;

const config = (): string => readFileSync(join(workbench.folder, 'model-vitals.json'), 'utf8');
const percent = (text: string): number => Number(text.replace(/[^\d.]/g, ''));

beforeAll(async () => {
  workbench = await openWorkbench({ folder: 'examples/flight-delays', extension: 'checkout', viewport: { width: 1600, height: 1000 } });
}, 180_000);
afterAll(async () => workbench?.dispose());
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench.screenshot(`failed-main-${task.name.replace(/\W+/g, '-')}`);
});

describe('the main job', () => {
  it('finds the log and opens the dashboard with one click', async () => {
    await workbench.activityBar.open('Model Vitals');
    const started = Date.now();
    await workbench.tree('Sources').click('flight-delays');
    dashboard = dashboardPage(await workbench.webviewFrame(/features\.distance/, 60_000));
    await dashboard.row('features.distance').waitFor();
    console.log(`from click to the feature table: ${Date.now() - started} ms`);
    await expect.poll(() => dashboard.sentence()).toMatch(/features\.distance/);
    const text = await dashboard.text();
    expect(text).toMatch(/p95 latency/i);
    expect(text).toMatch(/accuracy/i);
    await expect.poll(() => dashboard.slider('Baseline window').count()).toBe(1);
    await expect.poll(() => dashboard.windowText('Current')).toMatch(/2001/);
    expect((await dashboard.features()).filter((name) => name.startsWith('features.')).length).toBe(8);
  });

  it('lists the features in their tree, worst first, with words beside the icon', async () => {
    const rows = await poll('the features in their tree', async () => {
      const labels = await workbench.tree('Features').rows();
      return labels.filter((label) => label.startsWith('features.')).length === 8 ? labels : undefined;
    });
    expect(rows[0]).toMatch(/^features\.distance, moved/);
    expect((await dashboard.features())[0]).toBe('features.distance');
  });

  it('sorts and filters the feature table', async () => {
    await dashboard.sortBy('Feature');
    const names = await dashboard.features();
    expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b)));
    await dashboard.sortBy('Feature');
    await expect.poll(() => dashboard.features()).toEqual([...names].reverse());
    await dashboard.frame.getByRole('textbox', { name: 'Filter features' }).fill('rate');
    await poll('the filter', async () => (await dashboard.features()).length === 2);
    expect((await dashboard.features()).every((name) => name.includes('rate'))).toBe(true);
    await dashboard.frame.getByRole('textbox', { name: 'Filter features' }).fill('');
    await dashboard.sortBy('Verdict');
    await poll('the order of severity', async () => (await dashboard.features())[0] === 'features.distance');
  });

  it('judges again when the current window is dragged by mouse and resized by keyboard', async () => {
    const window = dashboard.slider('Current window');
    await window.scrollIntoViewIfNeeded();
    const before = { window: await dashboard.windowText('Current'), baseline: await dashboard.windowText('Baseline'), rows: await dashboard.row('features.distance').innerText() };
    const box = await window.boundingBox();
    if (box === null) throw new Error('the current window is not drawn');
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await workbench.page.mouse.move(x, y);
    await workbench.page.mouse.down();
    await workbench.page.mouse.move(x - box.width / 4, y, { steps: 6 });
    await workbench.page.mouse.move(x - box.width / 2, y, { steps: 6 });
    await workbench.page.mouse.up();
    const moved = await dashboard.changed('the current window', before.window, () => dashboard.windowText('Current'));
    await expect.poll(() => dashboard.windowText('Baseline')).toBe(before.baseline);
    const rows = await dashboard.changed('the report', before.rows, () => dashboard.row('features.distance').innerText());
    const end = dashboard.slider('Current end');
    await end.focus();
    await workbench.page.keyboard.press('ArrowLeft');
    await workbench.page.keyboard.press('Shift+ArrowLeft');
    await dashboard.changed('the current window', moved, () => dashboard.windowText('Current'));
    await dashboard.changed('the report', rows, () => dashboard.row('features.distance').innerText());
    // What is read out and what is compared are the same once the host has answered.
    const words = await dashboard.windowText('Current');
    await poll('the windows to settle', async () => (await dashboard.text()).includes(words));
  });

  it('compares by a preset, and along versions', async () => {
    const presets = await dashboard.entries('Preset');
    expect(presets.length).toBeGreaterThan(3);
    const before = await dashboard.windowText('Current');
    const other = presets.find((title) => /^last .* against/i.test(title));
    if (other === undefined) throw new Error(`no such preset among ${presets.join(' | ')}`);
    await dashboard.choose('Preset', other);
    await dashboard.changed('the current window', before, () => dashboard.windowText('Current'));
    await dashboard.choose('Axis', 'versions');
    await poll('the axis of versions', async () => /v1\.3\.0/.test(await dashboard.windowText('Baseline')));
    await expect.poll(() => dashboard.windowText('Current')).toMatch(/v1\.4/);
    await dashboard.choose('Axis', 'time');
    await poll('the axis of time', async () => /2001/.test(await dashboard.windowText('Baseline')));
    await dashboard.choose('Preset', 'Suggested windows');
    await poll('the suggested windows', async () => (await dashboard.row('features.distance').innerText()).includes('moved'));
  });

  it('opens a feature’s page, whose bars and table say the same', async () => {
    await dashboard.open('features.distance');
    const card = dashboard.frame.getByRole('region', { name: 'Distribution', exact: true });
    const chart = card.getByRole('img');
    await chart.waitFor();
    await expect.poll(() => chart.getAttribute('aria-label')).toMatch(/\S/);
    await card.getByText('Show as table').click();
    const cells = await poll('the table of the distribution', async () => {
      const rows = await card.getByRole('table').getByRole('row').all();
      const texts = await Promise.all(rows.slice(1).map((row) => row.getByRole('cell').allInnerTexts()));
      return texts.length > 3 ? texts : undefined;
    });
    const bars = await card.locator('mv-chart').evaluate((element) => {
      const { chart: drawn } = element as unknown as { chart: { data: { datasets: { label: string; data: (number | { y: number })[] }[] } } };
      return drawn.data.datasets.map(({ label, data }) => ({ label, shares: data.map((each) => (typeof each === 'number' ? each : each.y)) }));
    });
    for (const [index, name] of ['Baseline', 'Current'].entries()) {
      const drawn = bars.find(({ label }) => label.startsWith(name))?.shares ?? [];
      expect(drawn.length).toBe(cells.length);
      const written = cells.map((row) => percent(row[index] ?? ''));
      expect(Math.abs(written.reduce((sum, value) => sum + value, 0) - 100)).toBeLessThan(1);
      drawn.forEach((share, i) => expect(Math.abs(share * 100 - (written[i] ?? NaN)), `bar ${i} of ${name}`).toBeLessThan(0.06));
    }
  });

  it('shows example rows, also those of one bar', async () => {
    const region = dashboard.frame.getByRole('region', { name: 'Example rows' }).last();
    await region.getByRole('table').waitFor();
    await expect.poll(() => region.getByRole('columnheader').first().innerText()).toBe('features.distance');
    const before = await region.innerText();
    const bins = dashboard.frame.getByRole('combobox', { name: 'Example rows of' });
    const options = await bins.getByRole('option', { includeHidden: true }).allTextContents();
    await bins.selectOption({ index: Math.floor(options.length / 2) });
    await dashboard.changed('the example rows', before, () => region.innerText());
  });

  it('shows example rows of one time of a chart, by its table', async () => {
    const region = dashboard.frame.getByRole('region', { name: 'Example rows' }).last();
    const card = dashboard.frame.getByRole('region', { name: 'Drift along the axis', exact: true });
    await card.getByText('Show as table').click();
    const before = await region.innerText();
    const time = card.getByRole('table').getByRole('button').first();
    await expect.poll(() => time.innerText()).toMatch(/^2 May 2001 00:00 to/);
    await time.focus();
    await workbench.page.keyboard.press('Enter');
    await dashboard.changed('the example rows', before, () => region.innerText());
    const times = await region.getByRole('row').allInnerTexts();
    expect(times.length).toBeGreaterThan(5);
    expect(times.slice(1).every((row) => /2001-05-0[23]/.test(row))).toBe(true);
    await expect.poll(() => dashboard.frame.evaluate(() => document.activeElement?.id)).toBe('rows-title');
    await card.getByText('Show as table').click();
  });

  it('jumps to the line that computes the feature, beside the panel', async () => {
    await dashboard.frame.getByRole('button', { name: /^Open the code of features\.distance/ }).click();
    await workbench.editor.waitForPosition('features.py', 40);
    await expect.poll(() => workbench.editor.selectedText()).toMatch(/^"?distance"?$/);
    // The panel stays in sight, on the same page.
    dashboard = dashboardPage(await workbench.webviewFrame('All findings'));
    await dashboard.frame.getByRole('heading', { name: 'features.distance', exact: true }).waitFor();
  });

  it('marks the definition line, and the mark follows edits', async () => {
    const marks = () => workbench.editor.marksOn(definition);
    const found = await poll('a mark on the definition of distance', async () => ((await marks()).some((text) => text.includes('moved')) ? marks() : undefined));
    expect(found.join()).toMatch(/features\.distance.*moved/);
    await workbench.page.keyboard.press('ControlOrMeta+Shift+K');
    await poll('the line to be gone', async () => !(await workbench.editor.text()).includes(definition));
    // The line that moved up into its place must not wear its mark, neither soon nor after the next look at the code.
    const stray = async () => (await workbench.editor.marksOn('return df')).join('');
    await poll('the mark to leave with its line', async () => (await stray()) === '');
    await poll('the marks to be drawn anew', async () => (await workbench.editor.marksOn('df["dep_hour"] =')).join('').includes('dep_hour'));
    const left = await stray();
    expect(left).toBe('');
    await workbench.page.keyboard.press('ControlOrMeta+Z');
    await poll('the mark to come back', async () => (await marks()).some((text) => text.includes('moved')));
  });

  it('says both distributions on a hover, whose link leads back to the page', async () => {
    await dashboard.button('All findings').click();
    await dashboard.table.waitFor();
    const hover = await workbench.editor.hoverOn(definition, 'distance');
    await poll('the hover’s numbers', async () => /features\.distance.*moved/s.test(await hover.innerText()));
    const text = (await hover.innerText()).replaceAll('\u00a0', ' ');
    expect(text).toMatch(/rows[\s\S]*19,146[\s\S]*9,829/);
    await expect.poll(() => hover.locator('img').count()).toBeGreaterThan(0);
    await workbench.screenshot('main-hover');
    await hover.getByText('Open its page').click();
    dashboard = dashboardPage(await workbench.webviewFrame('All findings'));
    await dashboard.frame.getByRole('heading', { level: 1, name: 'features.distance' }).waitFor();
  });

  it('goes back to the overview as it was left', async () => {
    const back = dashboard.button('All findings');
    if (await back.isVisible()) await back.click();
    await dashboard.table.waitFor();
    await dashboard.sortBy('Feature');
    await dashboard.table.scrollIntoViewIfNeeded();
    await dashboard.row('features.origin').scrollIntoViewIfNeeded();
    await poll('the page to have scrolled', async () => (await dashboard.scroll()) > 100);
    const [scroll, order] = [await dashboard.scroll(), await dashboard.features()];
    await dashboard.open('features.origin');
    await expect.poll(() => dashboard.scroll()).toBe(0);
    await dashboard.button('All findings').click();
    await poll('the scroll position', async () => Math.abs((await dashboard.scroll()) - scroll) < 3);
    await expect.poll(() => dashboard.features()).toEqual(order);
    // The keyboard goes on where it left.
    await expect.poll(() => dashboard.frame.evaluate(() => document.activeElement?.textContent ?? '')).toContain('features.origin');
    await dashboard.sortBy('Verdict');
  });

  it('keeps a baseline by name and compares with it', async () => {
    const other = (await dashboard.entries('Preset')).find((title) => /^last .* against/i.test(title)) ?? '';
    const before = await dashboard.windowText('Baseline');
    await dashboard.button('Keep baseline…').click();
    await dashboard.frame.getByRole('textbox', { name: 'Name of the kept baseline' }).fill('spring');
    await dashboard.button('Keep').click();
    await poll('the baseline in model-vitals.json', () => config().includes('"spring"'));
    expect(config()).toContain('// The small log that ships with the extension.');
    await poll('the baseline in the list', async () => (await dashboard.entries('Baseline window')).includes('kept: spring'));
    await dashboard.choose('Baseline window', 'kept: spring');
    await dashboard.button('Forget the kept baseline spring').waitFor();
    await expect.poll(() => dashboard.windowText('Baseline')).toBe(before);
    // It holds after other windows were looked at.
    await dashboard.choose('Preset', other);
    await dashboard.changed('the baseline', before, () => dashboard.windowText('Baseline'));
    await dashboard.choose('Baseline window', 'kept: spring');
    await poll('the kept baseline', async () => (await dashboard.windowText('Baseline')) === before);
  });

  it('compares with a kept version, whatever the axis', async () => {
    const before = await dashboard.windowText('Baseline');
    await dashboard.choose('Baseline window', 'kept: before v1.4.0');
    // All of v1.3.0, which ends where v1.4.0 begins.
    const moved = await dashboard.changed('the baseline', before, () => dashboard.windowText('Baseline'));
    expect(moved).toMatch(/2 May 2001.*10 Jun 2001/);
    await poll('the report of the version', async () => /v1\.3\.0\s*·\s*24,848\s*rows/.test(await dashboard.text()));
    await dashboard.choose('Preset', 'Suggested windows');
  });

  it('gives a column another role by the panel', async () => {
    await dashboard.frame.getByText('Column roles').click();
    const role = dashboard.frame.getByRole('combobox', { name: 'Role of features.day_of_week' });
    await role.scrollIntoViewIfNeeded();
    await role.selectOption('ignore');
    await poll('the role in model-vitals.json', () => /"features\.day_of_week": "ignore"/.test(config()));
    expect(config()).toContain('"rebooking_cost_usd": "kpi"');
    await poll('the report without the column', async () => !(await dashboard.features()).includes('features.day_of_week'), 60_000);
    await expect.poll(() => dashboard.features()).toContain('features.distance');
    await poll('the tree without the column', async () => !(await workbench.tree('Features').rows()).some((label) => label.includes('day_of_week')));
  });

  it('exports the report as one HTML file', async () => {
    const target = join(workbench.folder, 'exported report.html');
    await dashboard.button(/^Export/).click();
    await dashboard.frame.getByRole('menuitem', { name: /HTML/ }).click();
    // The dialog offers a name, of which all but the ending is selected; it is not ready before it lists the folder.
    const input = workbench.page.locator('.quick-input-widget:visible .quick-input-box input');
    await poll('the dialog with its name', async () => (await input.inputValue()).endsWith('flight-delays-report.html'));
    await expect.poll(() => workbench.quickPick.items()).toContain('log');
    await workbench.page.keyboard.type('exported report');
    await poll('the other name', async () => (await input.inputValue()) === target);
    await workbench.page.keyboard.press('Enter');
    const html = await poll(
      'the exported file',
      async () => {
        if (existsSync(target)) return readFileSync(target, 'utf8');
        throw new Error(`the editor says: ${(await workbench.notifications.texts()).join(' | ') || 'nothing'}`);
      },
      30_000,
    );
    expect(html).toMatch(/<\/html>\s*$/);
    const words = (text: string) => text.replace(/<[^>]+>/g, '').replace(/\s+/g, ' ');
    expect(words(html)).toContain((await dashboard.sentence()).replace(/\s+/g, ' ').slice(0, 60));
    expect(html).not.toMatch(/(?:src|href)="https?:/);
    await workbench.notifications.waitFor('exported report.html');
  });

  it('logs no errors of its own and violates no content security policy', () => {
    expect(workbench.problems()).toEqual([]);
  });
});
