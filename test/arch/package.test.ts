import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import yauzl from 'yauzl';

const megabyte = 1_000_000;

interface Archive {
  readonly names: readonly string[];
  /** Contents of the small text files that the tests read. */
  readonly texts: ReadonlyMap<string, string>;
}

async function readArchive(path: string): Promise<Archive> {
  const open = promisify<string, yauzl.Options, yauzl.ZipFile>(yauzl.open);
  const zip = await open(path, { lazyEntries: true });
  const names: string[] = [];
  const texts = new Map<string, string>();
  await new Promise<void>((resolve, reject) => {
    zip.on('end', resolve);
    zip.on('error', reject);
    zip.on('entry', (entry: yauzl.Entry) => {
      names.push(entry.fileName);
      if (!/(package\.json|\.vsixmanifest)$/.test(entry.fileName)) {
        zip.readEntry();
        return;
      }
      zip.openReadStream(entry, (error, stream) => {
        if (error) {
          reject(error);
          return;
        }
        text(stream).then((content) => {
          texts.set(entry.fileName, content);
          zip.readEntry();
        }, reject);
      });
    });
    zip.readEntry();
  });
  return { names, texts };
}

interface Manifest {
  readonly version: string;
  readonly main?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: unknown;
}

describe('the package of this platform', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'mv-package-test-'));
  let vsix: string;
  let archive: Archive;
  const json = (name: string): Manifest => JSON.parse(archive.texts.get(name) ?? 'null') as Manifest;

  beforeAll(async () => {
    vsix = process.env['MODEL_VITALS_VSIX'] ?? join(scratch, 'model-vitals.vsix');
    if (!process.env['MODEL_VITALS_VSIX']) execFileSync(process.execPath, ['scripts/package.mjs', '--out', vsix]);
    archive = await readArchive(vsix);
  }, 240_000);
  afterAll(() => {
    rmSync(scratch, { recursive: true, force: true });
  });

  it('holds exactly one DuckDB binding, for its own platform', () => {
    const bindings = archive.names.filter((name) => name.endsWith('.node'));
    expect(bindings).toHaveLength(1);
    const [, platform] = /@duckdb\/node-bindings-([a-z0-9-]+?)(?:-musl)?\/duckdb\.node$/.exec(bindings[0]!) ?? [];
    expect(platform).toBe(`${process.platform}-${process.arch}`);
    const target = /TargetPlatform="([^"]+)"/.exec(archive.texts.get('extension.vsixmanifest') ?? '')?.[1];
    expect(target?.replace('alpine', 'linux')).toBe(platform);
    const folders = new Set(archive.names.map((name) => /node_modules\/(@duckdb\/node-bindings-[^/]+)\//.exec(name)?.[1]).filter(Boolean));
    expect(folders.size).toBe(1);
  });

  it('has the loader and the binding in the version of the API that is bundled', () => {
    const api = JSON.parse(readFileSync('node_modules/@duckdb/node-api/package.json', 'utf8')) as Manifest;
    const versions = [...archive.texts.keys()].filter((name) => name.includes('/@duckdb/')).map((name) => json(name).version);
    expect(versions).toEqual([api.version, api.version]);
  });

  it('holds what the extension needs to run', () => {
    for (const name of ['dist/host.cjs', 'dist/engine.cjs', 'dist/cli.cjs', 'dist/webview/dashboard.js', 'dist/webview/codicon.ttf', 'dist/tree-sitter.wasm', 'dist/tree-sitter-python.wasm', 'dist/sql-wasm.wasm', 'package.nls.json', 'l10n/bundle.l10n.json', 'ThirdPartyNotices.txt']) {
      expect(archive.names).toContain(`extension/${name}`);
    }
    for (const name of ['readme.md', 'license.txt', 'changelog.md']) {
      expect(archive.names.map((entry) => entry.toLowerCase())).toContain(`extension/${name}`);
    }
    expect(archive.names.filter((name) => name.startsWith('extension/media/')).length).toBeGreaterThan(0);
    expect(archive.names.some((name) => name.startsWith('extension/examples/flight-delays/') && name.endsWith('.py'))).toBe(true);
    const { main } = json('extension/package.json');
    expect(archive.names).toContain(`extension/${main?.replace('./', '')}`);
  });

  it('holds nothing that only the checkout needs', () => {
    const allowed = /^(\[Content_Types\]\.xml|extension\.vsixmanifest|extension\/(package(\.nls(\.[\w-]+)?)?\.json|readme\.md|contributing\.md|support\.md|security\.md|docs\/|license\.txt|changelog\.md|ThirdPartyNotices\.txt|dist\/|media\/|l10n\/|schemas\/|examples\/flight-delays\/|node_modules\/(@duckdb\/node-bindings|detect-libc\/)))/i;
    expect(archive.names.filter((name) => !allowed.test(name))).toEqual([]);
    expect(archive.names.filter((name) => /\.(ts|map|tsbuildinfo|vsix)$|\/logs\/|__pycache__/.test(name))).toEqual([]);
    expect(json('extension/package.json').devDependencies).toBeUndefined();
  });

  it('is smaller than 40 MB', () => {
    expect(statSync(vsix).size).toBeLessThan(40 * megabyte);
  });
});

describe('packaging', () => {
  it('refuses a target without a binding and names those that have one', () => {
    try {
      execFileSync(process.execPath, ['scripts/package.mjs', '--target', 'linux-armhf'], { stdio: 'pipe' });
    } catch (error) {
      const { status, stderr } = error as { status: number; stderr: Buffer };
      expect(status).not.toBe(0);
      expect(stderr.toString()).toMatch(/Unknown target "linux-armhf".*linux-x64.*win32-arm64/);
      return;
    }
    expect.unreachable('it made a package for linux-armhf');
  });
});
