import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, test } from 'vitest';
import { servePanel } from './servePanel';
import type { PanelServer } from './servePanel';

const browsers = [
  process.env['MODEL_VITALS_CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const executable = browsers.find((path) => path !== undefined && path !== '' && existsSync(path));

export interface PanelOptions {
  readonly theme?: 'dark' | 'light' | 'contrast';
  readonly features?: number;
  readonly status?: 'empty' | 'loading' | 'failed' | 'training';
  readonly width?: number;
  /** The dashboard is there when this matches; by default its feature table. */
  readonly until?: string;
}

export interface PanelTools {
  readonly open: (options?: PanelOptions) => Promise<Page>;
  readonly server: PanelServer;
}

/**
 * A test of the dashboard's real bundle in a real Chromium. Without one it is skipped with the reason. Each page must end
 * without script errors and without violations of the content security policy.
 */
export function panelSuite(): (name: string, run: (tools: PanelTools) => Promise<void>) => void {
  let browser: Browser | null = null;
  let server: PanelServer | null = null;

  beforeAll(async () => {
    if (executable === undefined) {
      console.warn('webview tests are skipped: no Chromium was found; name one in MODEL_VITALS_CHROMIUM');
      return;
    }
    server = await servePanel();
    browser = await chromium.launch({ executablePath: executable, args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  return (name, run) => {
    test(name, { timeout: 60_000 }, async (context) => {
      if (browser === null || server === null) {
        context.skip('no Chromium was found');
        return;
      }
      const pages: Page[] = [];
      const host = browser;
      const from = server;
      const open = async (options: PanelOptions = {}): Promise<Page> => {
        const page = await host.newPage({ viewport: { width: options.width ?? 1100, height: 900 } });
        page.setDefaultTimeout(10_000);
        pages.push(page);
        const query = new URLSearchParams({ theme: options.theme ?? 'dark', features: String(options.features ?? 12), ...(options.status === undefined ? {} : { status: options.status }) });
        await page.goto(`${from.url}?${query}`);
        await page.waitForSelector(options.until ?? (options.status === undefined ? '.features mv-table tr.row' : 'main'));
        return page;
      };
      try {
        await run({ open, server });
        for (const page of pages) {
          const faults = await page.evaluate(() => ({ violations: window.harness.violations, errors: window.harness.errors }));
          if (faults.violations.length + faults.errors.length > 0) throw new Error(`page faults: ${JSON.stringify(faults)}`);
        }
      } finally {
        await Promise.all(pages.map((page) => page.close()));
      }
    });
  };
}

/** The inputs of the calls of one method that the host received so far. */
export function callsOf<T>(page: Page, method: string): Promise<T[]> {
  return page.evaluate((wanted) => window.harness.calls.filter((call) => call.method === wanted).map((call) => call.input), method) as Promise<T[]>;
}

/** Waits until the host received `count` calls of a method and returns their inputs. */
export async function waitForCalls<T>(page: Page, method: string, count: number): Promise<T[]> {
  await page.waitForFunction(([wanted, least]) => window.harness.calls.filter((call) => call.method === wanted).length >= Number(least), [method, count] as const);
  return callsOf<T>(page, method);
}
