import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { root } from '../bundleCore.mjs';

/** What `exports` (lines of TypeScript, paths from the project's root) names, built from the sources as CommonJS: the parser's loader asks for its own script's place. */
export function bundleEngine(name, exports) {
  const folder = path.join(root, 'node_modules', '.cache', 'model-vitals-bench');
  mkdirSync(folder, { recursive: true });
  const outfile = path.join(folder, `${name}.cjs`);
  buildSync({ stdin: { contents: exports, resolveDir: root, loader: 'ts' }, bundle: true, platform: 'node', format: 'cjs', target: 'node20', outfile, logLevel: 'warning' });
  return createRequire(import.meta.url)(outfile);
}

export const wasmFolder = path.join(root, 'node_modules/@vscode/tree-sitter-wasm/wasm');
