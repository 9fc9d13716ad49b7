import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** The address of one module with what `exports` (lines of TypeScript, paths from the project's root) names, built from the sources. */
export async function bundleCore(name, exports) {
  const folder = path.join(root, 'node_modules', '.cache', 'model-vitals-bench');
  await mkdir(folder, { recursive: true });
  const outfile = path.join(folder, `${name}.mjs`);
  await build({
    stdin: { contents: exports, resolveDir: root, loader: 'ts' },
    bundle: true, platform: 'node', format: 'esm', target: 'node20', external: ['@duckdb/*'], outfile, logLevel: 'warning',
  });
  return `${pathToFileURL(outfile).href}?${Date.now()}`;
}
