import { readFileSync } from 'node:fs';
import type { Frame } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { pseudo } from '../../scripts/l10n.mjs';
import type { Workbench } from './openWorkbench';
import { openWorkbench } from './openWorkbench';
import { plainTexts } from './pages/plainTexts';

/* The extension in a pseudo language, accented and 30 % longer: what stands on a page in English although the bundle has it was not taken from there. */

const english = Object.keys(JSON.parse(readFileSync('l10n/bundle.l10n.json', 'utf8')) as Record<string, string>).filter((key) => /[a-z]{3}/i.test(key.replace(/\{\w+\}/g, '')));
const whole = new Set(english.filter((key) => !key.includes('{')));
/** Sentences with places; those of a few letters, such as `{0} to {1}`, are met in the core's texts too. */
const patterns = english.filter((key) => key.includes('{') && key.replace(/\{\w+\}|[^a-z]/gi, '').length >= 12)
  .map((key) => new RegExp(`^${key.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`, 's'));
/** Places of the core's own sentences, of names from the data and of keys of model-vitals.json, which may be words of the bundle (docs/localisation.md). */
const ofCoreOrData = /sentence|\blink\b|tile-title|lane-title|chip|rows-table|name|own|note-list|estimate-lines|config-line|alert-facts/;

let workbench: Workbench;

beforeAll(async () => {
  workbench = await openWorkbench({ folder: 'examples/flight-delays', extension: 'checkout', viewport: { width: 1600, height: 1000 }, pseudoLanguage: true });
  await workbench.activityBar.open('Model Vitals');
  await workbench.tree(pseudo('Sources')).click('flight-delays');
}, 180_000);
afterAll(async () => workbench?.dispose());
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench?.screenshot(`failed-localisation-${task.name.replace(/\W+/g, '-')}`);
});

async function forgotten(frame: Frame): Promise<readonly string[]> {
  return (await plainTexts(frame)).filter(({ place, text }) => !ofCoreOrData.test(place) && (whole.has(text) || patterns.some((pattern) => pattern.test(text)))).map(({ from, place, text }) => `${place}, ${from}: ${text}`);
}

/** Nothing is wider than the page; texts break instead. */
const isTooWide = (frame: Frame): Promise<boolean> => frame.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth + 1);

async function look(frame: Frame, name: string): Promise<void> {
  await expect.poll(() => frame.evaluate(() => document.documentElement.lang)).toBe('qps-ploc');
  await expect.poll(() => forgotten(frame)).toEqual([]);
  await expect.poll(() => isTooWide(frame)).toBe(false);
  await workbench.screenshot(`localisation-${name}`);
  expect(workbench.problems()).toEqual([]);
}

describe('a display language other than English', () => {
  it('is spoken by the overview', async () => {
    const frame = await workbench.webviewFrame(pseudo('Service'), 60_000);
    await look(frame, 'overview');
    // The core's sentences and the data are seen.
    await expect.poll(async () => (await plainTexts(frame)).length).toBeGreaterThan(50);
  });

  it('is spoken by the Alerts page', async () => {
    await workbench.tree(pseudo('Alerts')).click('drift: ');
    await look(await workbench.webviewFrame(pseudo('All findings')), 'alerts');
  });

  it('is spoken by a feature page', async () => {
    await workbench.tree(pseudo('Features')).click('features.distance');
    const frame = await workbench.webviewFrame(pseudo('Drift along the axis'));
    await frame.getByRole('heading', { level: 1, name: 'features.distance' }).waitFor();
    await look(frame, 'feature');
  });

  it('has room where the editor is narrow', async () => {
    await workbench.page.setViewportSize({ width: 680, height: 1000 });
    const frame = await workbench.webviewFrame(pseudo('Drift along the axis'));
    await workbench.screenshot('localisation-feature-narrow');
    await expect.poll(() => isTooWide(frame)).toBe(false);
  });
});
