/**
 * What is bundled from where to where. One table, read by the build, by the test runner and by packaging.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** DuckDB's loader and its platform packages hold a native file and stay packages, found from dist/ in node_modules. */
const duckdb = ['@duckdb/node-bindings', '@duckdb/node-bindings-*'];

/** Packages written for ES modules ask for `import.meta.url`, which a CommonJS bundle does not have. */
const nodeBanner = "var __importMetaUrl = require('node:url').pathToFileURL(__filename).href;";

/** @type {import('esbuild').BuildOptions} */
const node = {
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  bundle: true,
  define: { 'import.meta.url': '__importMetaUrl', MODEL_VITALS_VERSION: JSON.stringify(version) },
  // Prefer the ES module flavour of a package: CommonJS ones that wrap themselves (UMD) hide their imports from the bundler.
  mainFields: ['module', 'main'],
  logLevel: 'warning',
};

/** Parts that few need: loaded by `import()` when they are asked for, so that the start does not pay for them. */
const late = {
  './metricSources': 'dist/hostMetrics.cjs',
  './agentAnswers': 'dist/hostAgents.cjs',
  './panels/lineageAnswers': 'dist/hostLineage.cjs',
  './registerEditor': 'dist/hostEditor.cjs',
  '../platform/connections': 'dist/hostWire.cjs',
  './history/historyPart': 'dist/hostHistory.cjs',
  '../../core/config/editConfig': 'dist/hostEdits.cjs',
  './mcp/runMcp': 'dist/mcp.cjs',
  '../sharing/sharing': 'dist/hostSharing.cjs',
  './sharing/sharing': 'dist/hostSharing.cjs',
  '../editor/registerEditor': 'dist/hostEditor.cjs',
  './seldomCommands': 'dist/hostCommands.cjs',
  './commands/seldomCommands': 'dist/hostCommands.cjs',
  './configHelp': 'dist/hostConfig.cjs',
};

/** @type {import('esbuild').Plugin} */
const lateParts = {
  name: 'late parts',
  setup(build) {
    build.onResolve({ filter: /^\./ }, ({ kind, path }) => (kind === 'dynamic-import' && path in late ? { path: late[path].replace('dist/', './'), external: true } : undefined));
  },
};

/** @type {import('esbuild').BuildOptions} */
const browser = {
  platform: 'browser',
  format: 'iife',
  target: 'chrome128',
  bundle: true,
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
};

/**
 * @typedef {object} Bundle
 * @property {string} name      for --only and for out/meta/<name>.json
 * @property {string} source    entry, from the root of the checkout
 * @property {string} outfile
 * @property {import('esbuild').BuildOptions} options
 */

/** @returns {Bundle[]} */
export function bundles() {
  return [
    {
      name: 'host',
      source: 'src/host/extension.ts',
      outfile: 'dist/host.cjs',
      options: { ...node, external: ['vscode'], minify: true, banner: { js: nodeBanner }, plugins: [lateParts] },
    },
    {
      name: 'hostMetrics',
      source: 'src/host/commands/metricSources.ts',
      outfile: late['./metricSources'],
      options: { ...node, external: ['vscode'], minify: true, banner: { js: nodeBanner } },
    },
    {
      name: 'hostCommands',
      source: 'src/host/commands/seldomCommands.ts',
      outfile: late['./seldomCommands'],
      options: { ...node, external: ['vscode'], minify: true, banner: { js: nodeBanner }, plugins: [lateParts] },
    },
    {
      name: 'hostAgents',
      source: 'src/host/agents/agentAnswers.ts',
      outfile: late['./agentAnswers'],
      options: { ...node, external: ['vscode'], minify: true, banner: { js: nodeBanner } },
    },
    {
      name: 'hostLineage',
      source: 'src/host/panels/lineageAnswers.ts',
      outfile: late['./panels/lineageAnswers'],
      options: { ...node, external: ['vscode'], minify: true, banner: { js: nodeBanner } },
    },
    {
      name: 'hostConfig',
      source: 'src/host/config/configHelp.ts',
      outfile: late['./configHelp'],
      options: { ...node, external: ['vscode'], minify: true, banner: { js: nodeBanner } },
    },
    {
      name: 'hostEditor',
      source: 'src/host/editor/registerEditor.ts',
      outfile: late['./registerEditor'],
      options: { ...node, external: ['vscode'], minify: true, banner: { js: nodeBanner } },
    },
    {
      name: 'hostWire',
      source: 'src/host/platform/connections.ts',
      outfile: late['../platform/connections'],
      options: { ...node, external: ['vscode'], minify: true, banner: { js: nodeBanner } },
    },
    {
      name: 'hostHistory',
      source: 'src/host/history/historyPart.ts',
      outfile: late['./history/historyPart'],
      options: { ...node, external: ['vscode'], minify: true, banner: { js: nodeBanner } },
    },
    {
      name: 'hostSharing',
      source: 'src/host/sharing/sharing.ts',
      outfile: late['../sharing/sharing'],
      options: { ...node, external: ['vscode'], minify: true, banner: { js: nodeBanner } },
    },
    {
      name: 'hostEdits',
      source: 'src/core/config/editConfig.ts',
      outfile: late['../../core/config/editConfig'],
      options: { ...node, minify: true, banner: { js: nodeBanner } },
    },
    {
      name: 'engine',
      source: 'src/engine/main.ts',
      outfile: 'dist/engine.cjs',
      options: { ...node, external: duckdb, banner: { js: nodeBanner } },
    },
    {
      name: 'cli',
      source: 'src/cli/main.ts',
      outfile: 'dist/cli.cjs',
      options: { ...node, external: duckdb, banner: { js: `#!/usr/bin/env node\n${nodeBanner}` }, plugins: [lateParts] },
    },
    {
      name: 'mcp',
      source: 'src/cli/mcp/runMcp.ts',
      outfile: late['./mcp/runMcp'],
      options: { ...node, external: duckdb, banner: { js: nodeBanner } },
    },
    ...panels().map((name) => ({
      name: `webview/${name}`,
      source: `webview/panels/${name}/main.ts`,
      outfile: `dist/webview/${name}.js`,
      options: browser,
    })),
  ];
}

/** One bundle per folder of webview/panels; the dashboard always, so that its absence is noticed. */
function panels() {
  const folder = join(root, 'webview', 'panels');
  const found = existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'main.ts')))
        .map((entry) => entry.name)
    : [];
  return [...new Set(['dashboard', ...found])].sort();
}

/** Files that are used as they are: from, to. */
export const copies = [
  ['node_modules/sql.js/dist/sql-wasm.wasm', 'dist/sql-wasm.wasm'],
  ['node_modules/@vscode/codicons/dist/codicon.css', 'dist/webview/codicon.css'],
  ['node_modules/@vscode/codicons/dist/codicon.ttf', 'dist/webview/codicon.ttf'],
  ['node_modules/@vscode/tree-sitter-wasm/wasm/tree-sitter.wasm', 'dist/tree-sitter.wasm'],
  ['node_modules/@vscode/tree-sitter-wasm/wasm/tree-sitter-python.wasm', 'dist/tree-sitter-python.wasm'],
];

/** Bundles that only tests use: the host tests, and the workbench's page objects for scripts. */
export function testBundles() {
  const folder = join(root, 'test', 'host');
  const files = readdirSync(folder).filter((file) => file === 'index.ts' || file.endsWith('.test.ts'));
  return [
    ...files.map((file) => ({
      name: `test-host/${file}`,
      source: `test/host/${file}`,
      outfile: `out/test/host/${file.replace(/\.ts$/, '.cjs')}`,
      options: { ...node, external: ['vscode', 'mocha', 'mocha/*', ...duckdb], sourcemap: 'inline', banner: { js: nodeBanner } },
    })),
    workbenchBundle,
  ];
}

/** @type {Bundle} */
export const workbenchBundle = {
  name: 'test-workbench',
  source: 'test/workbench/openWorkbench.ts',
  outfile: 'out/test/workbench/openWorkbench.mjs',
  options: {
    platform: 'node',
    format: 'esm',
    target: 'node20',
    bundle: true,
    external: ['playwright-core'],
    logLevel: 'warning',
  },
};
