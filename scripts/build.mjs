#!/usr/bin/env node
/**
 * node scripts/build.mjs [--only host,cli] [--strict] [--tests]
 *
 *   --only a,b   only these bundles (names in scripts/bundles.mjs; `webview` means all panels)
 *   --strict     a bundle whose source does not exist is an error, not a skipped line
 *   --tests      also what only tests use, into out/test
 *
 * Sizes go to out/meta/<name>.json (esbuild metafiles).
 */
import { chmod, copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build as esbuild } from 'esbuild';
import { bundles, copies, root, testBundles } from './bundles.mjs';

/** @param {{only?: string[], strict?: boolean, tests?: boolean, quiet?: boolean}} [options] */
export async function build(options = {}) {
  const all = [...bundles(), ...(options.tests ? testBundles() : [])];
  const wanted = options.only
    ? all.filter((bundle) => options.only.some((name) => bundle.name === name || bundle.name.startsWith(`${name}/`)))
    : all;
  if (wanted.length === 0) {
    throw new Error(`No bundle is named ${options.only?.join(', ')}; there are ${all.map((bundle) => bundle.name).join(', ')}`);
  }
  const missing = wanted.filter((bundle) => !existsSync(join(root, bundle.source)));
  if (missing.length > 0 && options.strict) {
    throw new Error(`Sources are missing: ${missing.map((bundle) => bundle.source).join(', ')}`);
  }
  for (const bundle of missing) console.log(`build: skipped ${bundle.name} (${bundle.source} does not exist yet)`);
  await Promise.all(wanted.filter((bundle) => !missing.includes(bundle)).map((bundle) => one(bundle, options)));

  if (options.only && !options.only.some((name) => /^(webview|engine|cli)/.test(name))) return;
  await Promise.all(
    copies.map(async ([from, to]) => {
      await mkdir(dirname(join(root, to)), { recursive: true });
      await copyFile(join(root, from), join(root, to));
    }),
  );
}

async function one(bundle, options) {
  const source = join(root, bundle.source);
  const outfile = join(root, bundle.outfile);
  const settings = { ...bundle.options };
  // esbuild keeps a hashbang of the source by itself.
  if (settings.banner?.js.startsWith('#!') && (await readFile(source, 'utf8')).startsWith('#!')) {
    settings.banner = { js: settings.banner.js.replace(/^#!.*\n/, '') };
  }
  const result = await esbuild({
    ...settings,
    absWorkingDir: root,
    entryPoints: [source],
    outfile,
    metafile: true,
  });
  const meta = join(root, 'out', 'meta', `${bundle.name.replaceAll('/', '-')}.json`);
  await mkdir(dirname(meta), { recursive: true });
  await writeFile(meta, JSON.stringify(result.metafile));
  if (bundle.name === 'cli') await chmod(outfile, 0o755);
  if (options.quiet || bundle.name.startsWith('test-')) return;
  for (const [file, output] of Object.entries(result.metafile.outputs)) {
    if (!file.endsWith('.map')) console.log(`build: ${file}  ${(output.bytes / 1000).toFixed(1)} kB`);
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({
    options: { only: { type: 'string' }, strict: { type: 'boolean' }, tests: { type: 'boolean' } },
  });
  build({ ...values, only: values.only?.split(',') }).catch((error) => {
    // esbuild prints its own errors; repeat only what is ours.
    if (!error.errors) console.error(`build: ${error.message}`);
    process.exitCode = 1;
  });
}
