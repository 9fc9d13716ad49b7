import type { Frame } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Theme, Workbench } from './openWorkbench';
import { openWorkbench } from './openWorkbench';
import { type Dashboard, dashboardPage } from './pages/dashboard';
import { poll } from './poll';

/* How it looks in each theme and at 320 px, what a screen reader gets, and the main job with the keyboard alone. */

const themes: readonly Theme[] = ['Default Dark Modern', 'Default Light Modern', 'Default High Contrast', 'Default High Contrast Light'];
const short = (theme: Theme): string => theme.replace('Default ', '').replaceAll(' ', '-').toLowerCase();

let workbench: Workbench;
let dashboard: Dashboard;

interface Named {
  readonly role: string;
  readonly name: string;
}

/** The panel's part of Chromium's accessibility tree. */
async function accessible(frame: Frame): Promise<Named[]> {
  const session = await workbench.page.context().newCDPSession(frame).catch(() => workbench.page.context().newCDPSession(workbench.page));
  const owner = await frame.evaluate(() => document.title);
  const { frameTree } = (await session.send('Page.getFrameTree')) as { frameTree: FrameTree };
  const ids = frameIds(frameTree);
  for (const frameId of ids) {
    const { nodes } = await session.send('Accessibility.getFullAXTree', { frameId });
    const root = nodes.find((node) => node.role?.value === 'RootWebArea');
    if (String(root?.name?.value ?? '') !== owner || nodes.length < 50) continue;
    const byId = new Map(nodes.map((node) => [node.nodeId, node]));
    // What is inside a checkbox is presentational; Chromium lists the toolkit's tick all the same.
    const inCheckbox = (id: string | undefined): boolean => {
      const node = id === undefined ? undefined : byId.get(id);
      return node !== undefined && (node.role?.value === 'checkbox' || inCheckbox(node.parentId));
    };
    return nodes.filter((node) => !node.ignored && !inCheckbox(node.parentId)).map((node) => ({ role: String(node.role?.value), name: String(node.name?.value ?? '').trim() }));
  }
  throw new Error(`none of ${ids.length} frames is the panel`);
}

interface FrameTree {
  readonly frame: { readonly id: string };
  readonly childFrames?: readonly FrameTree[];
}
const frameIds = (tree: FrameTree): string[] => [tree.frame.id, ...(tree.childFrames ?? []).flatMap(frameIds)];

const controls = new Set(['button', 'combobox', 'textbox', 'checkbox', 'slider', 'tab', 'link', 'grid', 'table', 'listbox', 'menuitem', 'img', 'image', 'progressbar', 'region']);

function expectNames(nodes: readonly Named[]): void {
  const found = nodes.filter(({ role }) => controls.has(role));
  expect(found.length).toBeGreaterThan(20);
  // Names that a library gives where nobody gave one.
  const generic = new Set(['', 'Text field', 'Checkbox', 'Icon Button', 'Panels']);
  expect(found.filter(({ name }) => generic.has(name))).toEqual([]);
}

beforeAll(async () => {
  workbench = await openWorkbench({ folder: 'examples/flight-delays', extension: 'checkout', viewport: { width: 1600, height: 1000 } });
}, 180_000);
afterAll(async () => workbench?.dispose());
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench.screenshot(`failed-themes-${task.name.replace(/\W+/g, '-')}`);
});

/** The dashboard's overview, whatever it showed before. */
async function overview(): Promise<void> {
  dashboard = dashboardPage(await workbench.webviewFrame(/All findings|Along the axis/));
  const back = dashboard.button('All findings');
  if (await back.isVisible()) await back.click();
  await dashboard.table.waitFor();
}

describe('with the keyboard alone', () => {
  const command = async (title: string): Promise<void> => {
    const { keyboard } = workbench.page;
    await keyboard.press('F1');
    // What is typed before the palette is there would go to the page.
    await workbench.page.locator('.quick-input-widget:visible .quick-input-box input').waitFor();
    await keyboard.type(title);
    await poll(`the command ${title}`, async () => (await workbench.quickPick.items())[0] === title);
    await keyboard.press('Enter');
  };
  const rowInFocus = () => workbench.tree('Sources').section.locator('.monaco-list.element-focused .monaco-list-row.focused, .monaco-list:focus .monaco-list-row.focused').count();

  it('goes from the view to a feature’s page, to the code, and back', async () => {
    const { keyboard } = workbench.page;
    // As from the menu of views. The first time opens the view; VS Code has no row to focus while a tree is still being filled.
    await command('Model Vitals: Focus on Sources View');
    await workbench.tree('Sources').row('flight-delays');
    await command('Model Vitals: Focus on Sources View');
    await poll('focus on the row', async () => {
      if ((await rowInFocus()) > 0) return true;
      await keyboard.press('ArrowDown');
      throw new Error(`focus is on ${await workbench.page.evaluate(() => document.activeElement?.outerHTML.slice(0, 200))}`);
    });
    await keyboard.press('Enter');
    dashboard = dashboardPage(await workbench.webviewFrame(/features\.distance/, 60_000));
    await dashboard.table.waitFor();
    // Into the panel, and by Tab to the table.
    await command('View: Focus Active Editor Group');
    await poll('focus in the panel', () => dashboard.frame.evaluate(() => document.hasFocus()));
    const reached: string[] = [];
    const inTable = () => dashboard.frame.evaluate(() => document.activeElement?.getAttribute('role') === 'row' && document.activeElement.hasAttribute('data-key'));
    for (let tab = 0; tab < 120 && !(await inTable()); tab += 1) {
      await keyboard.press('Tab');
      reached.push(await dashboard.frame.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent?.trim().slice(0, 30) ?? ''));
    }
    console.log(`tab stops to the table: ${reached.length}: ${reached.join(' | ')}`);
    await expect.poll(() => inTable()).toBe(true);
    expect(reached.length).toBeLessThan(36);
    // The first of them leads there at once.
    expect(reached[0]).toBe('Skip to the features');
    await dashboard.button('Skip to the features').focus();
    await keyboard.press('Enter');
    await poll('the row', inTable);
    await keyboard.press('Enter');
    await dashboard.frame.getByRole('heading', { name: 'features.distance', exact: true }).waitFor();
    // Focus is on the heading; the code button follows it.
    await keyboard.press('Tab');
    await expect.poll(() => dashboard.frame.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '')).toMatch(/^Open the code of features\.distance/);
    await keyboard.press('Enter');
    await workbench.editor.waitForPosition('features.py', 40);
    await keyboard.press('Control+K');
    await keyboard.press('Control+Shift+V');
    dashboard = dashboardPage(await workbench.webviewFrame('All findings'));
    await dashboard.frame.getByRole('heading', { name: 'features.distance', exact: true }).waitFor();
    await poll('focus in the panel', () => dashboard.frame.evaluate(() => document.hasFocus()));
  });

  it('closes the panel and opens it by its key binding', async () => {
    const { keyboard } = workbench.page;
    await command('View: Close All Editors');
    await poll('no tabs', async () => (await workbench.editor.tabs()).length === 0);
    await keyboard.press('Control+K');
    await keyboard.press('Control+V');
    dashboard = dashboardPage(await workbench.webviewFrame(/features\.distance/, 60_000));
    await dashboard.table.waitFor();
  });
});

describe('for a screen reader', () => {
  it('every control, table and picture of the dashboard has a name of its own', async () => {
    await overview();
    await dashboard.frame.getByText('Column roles').click();
    await dashboard.frame.getByRole('grid', { name: 'Columns and their roles' }).waitFor();
    const nodes = await accessible(dashboard.frame);
    expectNames(nodes);
    const names = nodes.map(({ name }) => name);
    for (const name of ['Preset', 'Axis', 'Baseline window', 'Baseline start', 'Current end', 'Filter features', 'Moved only']) expect(names).toContain(name);
    const canvases = await dashboard.frame.evaluate(() =>
      [...document.querySelectorAll('canvas')].map((canvas) => {
        const named = canvas.closest('[role=img]') ?? canvas;
        return { role: named.getAttribute('role'), name: named.getAttribute('aria-label') ?? '', hidden: canvas.closest('[aria-hidden=true]') !== null };
      }),
    );
    expect(canvases.length).toBeGreaterThan(3);
    expect(canvases.filter(({ role, name, hidden }) => !hidden && (role !== 'img' || name.length < 10))).toEqual([]);
    await dashboard.frame.getByText('Column roles').click();
  });

  it('those of a feature’s page, too', async () => {
    await overview();
    await dashboard.open('features.origin');
    await dashboard.frame.getByRole('region', { name: 'Distribution', exact: true }).getByRole('img').waitFor();
    await dashboard.frame.getByRole('region', { name: 'Example rows' }).last().getByRole('table').waitFor();
    const nodes = await accessible(dashboard.frame);
    await dashboard.button('All findings').click();
    await dashboard.table.waitFor();
    expectNames(nodes);
  });

  it('those of the Alerts page, too', async () => {
    await overview();
    await dashboard.frame.getByRole('button', { name: /^Alerts/ }).click();
    await dashboard.frame.getByRole('img', { name: /^quality, lasting change/ }).waitFor();
    const nodes = await accessible(dashboard.frame);
    await dashboard.button('All findings').click();
    await dashboard.table.waitFor();
    expectNames(nodes);
    const names = nodes.map(({ name }) => name);
    for (const name of ['Windows of drift', 'Family service']) expect(names).toContain(name);
  });

  it('rows of both trees read as sentences', async () => {
    await workbench.activityBar.open('Model Vitals');
    for (const label of [...(await workbench.tree('Sources').rows()), ...(await workbench.tree('Features').rows())]) expect(label).toMatch(/^\S.*, .+/);
  });
});

describe('looks', () => {
  it('right in four themes: dashboard and feature page', async () => {
    for (const theme of themes) {
      await workbench.setTheme(theme);
      await overview();
      await dashboard.frame.evaluate(() => window.scrollTo(0, 0));
      await workbench.screenshot(`look-${short(theme)}-dashboard-1`);
      await dashboard.frame.evaluate(() => window.scrollTo(0, 820));
      await workbench.screenshot(`look-${short(theme)}-dashboard-2`);
      await dashboard.frame.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
      await workbench.screenshot(`look-${short(theme)}-dashboard-3`);
      await dashboard.open('features.distance');
      await dashboard.frame.getByRole('region', { name: 'Distribution', exact: true }).getByRole('img').waitFor();
      await dashboard.frame.getByRole('region', { name: 'Example rows' }).last().getByRole('table').waitFor();
      await workbench.screenshot(`look-${short(theme)}-feature-1`);
      await dashboard.frame.evaluate(() => window.scrollTo(0, 900));
      await workbench.screenshot(`look-${short(theme)}-feature-2`);
      await dashboard.button('All findings').click();
      await dashboard.table.waitFor();
    }
  });

  it('right at 320 px: nothing is cut off sideways', async () => {
    await workbench.setTheme('Default Dark Modern');
    if ((await workbench.editor.tabs()).length > 1) await workbench.quickPick.runCommand('View: Close Editors in Other Groups');
    await workbench.page.setViewportSize({ width: 720, height: 1000 });
    await overview();
    const width = () => dashboard.frame.evaluate(() => window.innerWidth);
    await poll('a narrow panel', async () => (await width()) < 500);
    await workbench.page.setViewportSize({ width: 720 - (await width()) + 320, height: 1000 });
    await poll('320 px', async () => Math.abs((await width()) - 320) <= 1);
    await dashboard.frame.evaluate(() => window.scrollTo(0, 0));
    await workbench.screenshot('look-narrow-1');
    await expect.poll(() => dashboard.frame.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    await dashboard.table.scrollIntoViewIfNeeded();
    await workbench.screenshot('look-narrow-2');
    // Names show their ends: there they differ.
    const hidden = await dashboard.table.locator('.cell-name').evaluateAll((cells) => cells.map((cell) => (cell.querySelector('bdi')?.getBoundingClientRect().right ?? Number.NaN) - cell.getBoundingClientRect().right));
    expect(Math.max(...hidden)).toBeLessThanOrEqual(0.5);
    await dashboard.open('features.distance');
    await dashboard.frame.getByRole('region', { name: 'Distribution', exact: true }).getByRole('img').waitFor();
    await workbench.screenshot('look-narrow-feature');
    await expect.poll(() => dashboard.frame.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  });

  it('logs no errors of its own and violates no content security policy', () => {
    expect(workbench.problems()).toEqual([]);
  });
});
