/**
 * Opens a real VS Code workbench (VS Code's own server, shown in Chromium) on a copy of a folder, with this extension
 * installed in it, and gives page objects to look at it and to work in it as a person would.
 *
 * ```ts
 * const workbench = await openWorkbench({ folder: 'examples/flight-delays', extension: 'checkout' });
 * try {
 *   await workbench.activityBar.open('Model Vitals');
 *   await workbench.tree('Sources').clickWelcome('Open the demo');
 *   await workbench.quickPick.runCommand('Model Vitals: Open Dashboard');
 *   const dashboard = await workbench.webviewFrame('Dashboard');           // by its text; a playwright Frame
 *   await dashboard.getByRole('row', { name: /distance/ }).click();
 *   await workbench.editor.waitForPosition('features.py', 12);
 *   await workbench.setTheme('Default High Contrast');
 *   await workbench.screenshot('dashboard-high-contrast');                 // test-results/screenshots/….png
 *   await workbench.reload();                                              // state must survive it
 * } finally {
 *   await workbench.dispose();
 * }
 * ```
 *
 * - Each call has its own server, user data, extension and workspace folders, all deleted by `dispose`; nothing in the
 *   checkout is written but screenshots. `workbench.folder` is the copy: change or append to files there.
 * - Everything waits by polling up to a bound (20 s) and names what it waited for when it gives up. No fixed sleeps.
 * - `dist/` must be built before (`scripts/test.mjs` does): the extension is what a user would install, not the sources.
 * - Errors of the extension in the developer console and CSP violations are collected in `workbench.problems()`.
 * - `MODEL_VITALS_VERBOSE=1` prints the server's and the page's console; `MODEL_VITALS_HEADED=1` shows the browser.
 * - `page` is playwright's, for whatever has no page object.
 */
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, BrowserContext, Frame, Page } from 'playwright-core';
import { cleanEditorEnvironment } from '../harness/environment.mjs';
import { quietSettings } from '../harness/settings.mjs';
import type { RunningServer, VsCodePaths } from '../harness/vscodeServer.mjs';
import { ensureChromium, ensureVsCode, startChromium, startVsCodeServer } from '../harness/vscodeServer.mjs';
import type { EditorArea } from './pages/editor';
import { editorArea } from './pages/editor';
import type { QuickPick } from './pages/quickPick';
import { quickPick } from './pages/quickPick';
import type { Notifications, StatusBar } from './pages/shell';
import { notifications, statusBar } from './pages/shell';
import type { ActivityBar, TreeView } from './pages/sideBar';
import { activityBar, treeView } from './pages/sideBar';
import { webviewFrame } from './pages/webview';
import { poll, WAIT_MS } from './poll';

export type Theme = 'Default Dark Modern' | 'Default Light Modern' | 'Default High Contrast' | 'Default High Contrast Light';

/** What each theme is called in the settings of this VS Code, and the class that it puts on the workbench. */
const THEMES: Readonly<Record<Theme, { readonly setting: string; readonly className: string }>> = {
  'Default Dark Modern': { setting: 'Dark Modern', className: 'vs-dark' },
  'Default Light Modern': { setting: 'Light Modern', className: 'vs' },
  'Default High Contrast': { setting: 'Default High Contrast', className: 'hc-black' },
  'Default High Contrast Light': { setting: 'Default High Contrast Light', className: 'hc-light' },
};

export interface WorkbenchOptions {
  /** Folder to open; it is copied first. Relative paths start at the working directory. Without it: an empty folder. */
  readonly folder?: string;
  /** Opens this `.code-workspace` file of the folder instead of the folder itself. */
  readonly workspaceFile?: string;
  /** `'checkout'` for the built extension of this checkout, a `.vsix` to install, another extension's folder, or none. */
  readonly extension?: 'checkout' | 'none' | (string & {});
  readonly theme?: Theme;
  /** User settings, over those that keep VS Code quiet. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Pixels per CSS pixel of screenshots; 1 unless told. */
  readonly scale?: number;
  readonly reducedMotion?: boolean;
  /** Shows the extension in the pseudo language of `scripts/l10n.mjs --pseudo`; VS Code's own texts stay English. */
  readonly pseudoLanguage?: boolean;
  /** `false` opens the folder in restricted mode (an untrusted workspace). */
  readonly trusted?: boolean;
  /** Environment of the server, of the extension host and of the engine. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where screenshots go; `test-results/screenshots` unless told. */
  readonly screenshots?: string;
}

/** One window: what is in sight in it. */
export interface WorkbenchWindow {
  readonly page: Page;
  readonly activityBar: ActivityBar;
  readonly quickPick: QuickPick;
  readonly editor: EditorArea;
  readonly statusBar: StatusBar;
  readonly notifications: Notifications;
  tree(viewName: string): TreeView;
  webviewFrame(content: string | RegExp, timeoutMs?: number): Promise<Frame>;
}

export interface Workbench extends WorkbenchWindow {
  /** The copy that is open. */
  readonly folder: string;
  readonly userDataDir: string;
  /** Process id of the server; the extension host and the engine are below it. */
  readonly serverPid: number;
  /** Opens the same workspace in one more window of the same browser; closed with the others. */
  anotherWindow(): Promise<WorkbenchWindow>;
  setTheme(theme: Theme): Promise<void>;
  /** Changes user settings while the workbench runs; resolves when they are in force. */
  setSettings(settings: Readonly<Record<string, unknown>>): Promise<void>;
  /** Writes `<name>.png`, returns its path. */
  screenshot(name: string): Promise<string>;
  /** Reloads the window, as after an update: the extension host restarts. */
  reload(): Promise<void>;
  /** What went wrong in the page so far on the extension's side: uncaught errors and CSP violations. */
  problems(): readonly string[];
  dispose(): Promise<void>;
}

export async function openWorkbench(options: WorkbenchOptions = {}): Promise<Workbench> {
  const vscode = await ensureVsCode();
  const executable = await ensureChromium();
  const scratch = mkdtempSync(join(tmpdir(), 'mv-workbench-'));
  const cleanUp: (() => Promise<void> | void)[] = [() => rmSync(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })];
  const dispose = async (): Promise<void> => {
    for (const step of cleanUp.splice(0).reverse()) await step();
  };
  try {
    const userDataDir = join(scratch, 'user');
    const extensionsDir = join(scratch, 'extensions');
    mkdirSync(join(userDataDir, 'User'), { recursive: true });
    mkdirSync(extensionsDir);
    const folder = copyFolder(options.folder, scratch);
    let theme: Theme = options.theme ?? 'Default Dark Modern';
    let settings: Record<string, unknown> = { ...quietSettings, 'workbench.colorTheme': THEMES[theme].setting, ...options.settings };
    const file = join(userDataDir, 'User', 'settings.json');
    const writeSettings = (): void => {
      // In one step, so that VS Code, which watches the file, never reads half of it.
      writeFileSync(join(scratch, 'settings.json'), JSON.stringify(settings, null, 2));
      renameSync(join(scratch, 'settings.json'), file);
    };
    writeSettings();
    await installExtension(options.extension ?? 'checkout', vscode, extensionsDir, scratch);
    if (options.pseudoLanguage === true) await addPseudoLanguage(extensionsDir);

    const verbose = Boolean(process.env['MODEL_VITALS_VERBOSE']);
    const server: RunningServer = await startVsCodeServer({
      vscode,
      userDataDir,
      extensionsDir,
      serverDataDir: join(scratch, 'server'),
      trustPrompts: options.trusted === false,
      ...(options.env ? { env: options.env } : {}),
      ...(verbose ? { onLine: (line: string) => console.log(`[server] ${line}`) } : {}),
    });
    cleanUp.push(() => server.dispose());
    const browser: Browser = await startChromium(executable, { headless: !process.env['MODEL_VITALS_HEADED'] });
    cleanUp.push(() => browser.close());
    const context: BrowserContext = await browser.newContext({
      viewport: options.viewport ?? { width: 1440, height: 900 },
      deviceScaleFactor: options.scale ?? 1,
      reducedMotion: options.reducedMotion === false ? 'no-preference' : 'reduce',
    });
    context.setDefaultTimeout(WAIT_MS);
    const page = await context.newPage();
    if (options.pseudoLanguage === true) await page.addInitScript(speakPseudo);
    const problems: string[] = [];
    collectProblems(page, problems, verbose);

    const showsTheme = (): Promise<true> =>
      poll(`the theme ${theme}`, () =>
        page.evaluate((name) => {
          const classes = [...(document.querySelector('.monaco-workbench')?.classList ?? [])];
          // Before its theme is loaded the workbench is drawn in a plain one, which has no class of its own.
          return classes.includes(name) && classes.some((entry) => entry.startsWith('vscode-theme-'));
        }, THEMES[theme].className),
      );
    const address = `${server.url}/?${options.workspaceFile === undefined ? `folder=${encodeURIComponent(folder)}` : `workspace=${encodeURIComponent(join(folder, options.workspaceFile))}`}`;
    const open = async (): Promise<void> => {
      await page.goto(address);
      await ready(page);
      await showsTheme();
    };
    await open();

    const opened = windowOf(page);
    const picks = opened.quickPick;
    /**
     * VS Code watches its settings file, but a web workbench misses changes to it now and then. So one setting that nobody
     * sees is then toggled by a command: VS Code reads the file anew, changes it and takes over all that is in it.
     */
    const nudge = 'editor.renderControlCharacters';
    const applySettings = async (changed: Readonly<Record<string, unknown>>): Promise<void> => {
      settings = { ...settings, ...changed };
      writeSettings();
      await picks.runCommand('View: Toggle Control Characters');
      // `true` is VS Code's default, so it then takes the line out.
      settings[nudge] = settings[nudge] === false;
      await poll('VS Code to take over changed settings', () => readFileSync(file, 'utf8').includes(`"${nudge}": false`) !== settings[nudge]);
    };
    const shots = resolve(options.screenshots ?? join('test-results', 'screenshots'));
    return {
      ...opened,
      folder,
      userDataDir,
      serverPid: server.pid,
      async anotherWindow() {
        const other = await context.newPage();
        collectProblems(other, problems, verbose);
        await other.goto(address);
        await ready(other);
        return windowOf(other);
      },
      async setTheme(wanted) {
        theme = wanted;
        await applySettings({ 'workbench.colorTheme': THEMES[wanted].setting });
        await showsTheme();
      },
      setSettings: applySettings,
      async screenshot(name) {
        mkdirSync(shots, { recursive: true });
        const path = join(shots, `${name}.png`);
        await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
        return path;
      },
      reload: open,
      problems: () => problems,
      dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

function windowOf(page: Page): WorkbenchWindow {
  return {
    page,
    activityBar: activityBar(page),
    quickPick: quickPick(page),
    editor: editorArea(page),
    statusBar: statusBar(page),
    notifications: notifications(page),
    tree: (viewName) => treeView(page, viewName),
    webviewFrame: (content, timeoutMs) => webviewFrame(page, content, timeoutMs),
  };
}

/** The workbench is there and the extension host has started: its contributed containers and items can be looked for. */
async function ready(page: Page): Promise<void> {
  await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 90_000 });
  await poll(
    'the extension host',
    () => page.evaluate(() => performance.getEntriesByName('code/didLoadExtensions').length > 0),
    90_000,
  );
}

function copyFolder(source: string | undefined, scratch: string): string {
  const folder = join(scratch, 'workspace', source ? basename(resolve(source)) : 'empty');
  mkdirSync(folder, { recursive: true });
  if (source) cpSync(resolve(source), folder, { recursive: true, dereference: true });
  return folder;
}

async function installExtension(extension: string, vscode: VsCodePaths, extensionsDir: string, scratch: string): Promise<void> {
  if (extension === 'none') return;
  if (extension.endsWith('.vsix')) {
    // The server's own command line, as `code --install-extension` would do it.
    await promisify(execFile)(
      vscode.node,
      [vscode.serverMain, '--install-extension', resolve(extension), '--force', '--extensions-dir', extensionsDir, '--user-data-dir', join(scratch, 'user'), '--server-data-dir', join(scratch, 'server'), '--accept-server-license-terms'],
      { env: cleanEditorEnvironment(), timeout: 120_000 },
    );
    if (!readdirSync(extensionsDir).some((name) => existsSync(join(extensionsDir, name, 'package.json')))) {
      throw new Error(`${extension} was not installed`);
    }
    return;
  }
  const source = resolve(extension === 'checkout' ? '.' : extension);
  const manifest = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as {
    publisher: string;
    name: string;
    version: string;
    main?: string;
  };
  if (manifest.main && !existsSync(join(source, manifest.main))) {
    throw new Error(`${manifest.main} does not exist: run "npm run build" first`);
  }
  const target = join(extensionsDir, `${manifest.publisher}.${manifest.name}-${manifest.version}`);
  mkdirSync(target);
  // What a package would hold; node_modules is large and only looked into for native packages, so it is linked.
  for (const name of readdirSync(source)) {
    if (/^(\.git|\.ci|\.vscode-test|out|test|src|webview|test-results|bench|docs|scripts)$/.test(name) || name.endsWith('.vsix')) continue;
    if (name === 'node_modules') symlinkSync(join(source, name), join(target, name));
    else if (name === 'examples' || name === 'dist' || name === 'media' || name === 'l10n' || /\.(json|js|cjs|md|svg|png)$/.test(name) || name === 'LICENSE') {
      cpSync(join(source, name), join(target, name), { recursive: true, dereference: true });
    }
  }
}

/** Writes the pseudo bundles beside the English ones of the installed extension, as a translation would stand there. */
async function addPseudoLanguage(extensionsDir: string): Promise<void> {
  for (const name of readdirSync(extensionsDir)) {
    const folder = join(extensionsDir, name);
    if (!existsSync(join(folder, 'l10n'))) continue;
    await promisify(execFile)(process.execPath, [resolve('scripts/l10n.mjs'), '--pseudo', folder]);
    renameSync(join(folder, 'bundle.l10n.qps-ploc.json'), join(folder, 'l10n', 'bundle.l10n.qps-ploc.json'));
  }
}

/**
 * The display language of a web workbench is that of its message file, which a language pack sets; there is none for a pseudo language, so the page
 * names it. From here on all is VS Code's own way: the extension host is told the language and loads the bundle of that name.
 */
function speakPseudo(): void {
  Object.defineProperty(globalThis, '_VSCODE_NLS_LANGUAGE', { get: () => 'qps-ploc', set: () => undefined, configurable: true });
}

/** Console messages of VS Code itself (gallery, sign-in, deprecations) are not ours and are left out. */
function collectProblems(page: Page, problems: string[], verbose: boolean): void {
  page.on('console', (message) => {
    const text = message.text();
    if (verbose) console.log(`[page:${message.type()}] ${text}`);
    const violation = /violates the following Content Security Policy/i.test(text) && /\/fake\.html|vscode-webview|vscode-resource/.test(text + message.location().url);
    const ours = message.type() === 'error' && /model-vitals/i.test(text);
    if (violation || ours) problems.push(text);
  });
  page.on('pageerror', (error) => {
    const stack = error.stack ?? error.message;
    if (verbose) console.log(`[page:uncaught] ${stack}`);
    if (/vscode-resource|fake\.html|model-vitals/i.test(stack)) problems.push(stack);
  });
}
