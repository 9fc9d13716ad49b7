import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { themes } from './themes';
import type { ThemeName } from './themes';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

export interface PanelServer {
  readonly url: string;
  /** Bytes of the panel's script, minified. */
  readonly scriptBytes: number;
  close(): Promise<void>;
}

/** Bundles the dashboard and the stand-in host, and serves them with the content security policy that the editor's page has. */
export async function servePanel(): Promise<PanelServer> {
  const [panel, host] = await Promise.all([bundle('webview/panels/dashboard/main.ts'), bundle('test/unit/webview/harness/host.ts')]);
  const codicons = `${root}node_modules/@vscode/codicons/dist/`;
  const files: Readonly<Record<string, () => Promise<readonly [string, string | Uint8Array]>>> = {
    '/dashboard.js': () => Promise.resolve(['text/javascript', panel]),
    '/host.js': () => Promise.resolve(['text/javascript', host]),
    '/codicon.css': async () => ['text/css', await readFile(`${codicons}codicon.css`)],
    '/codicon.ttf': async () => ['font/ttf', await readFile(`${codicons}codicon.ttf`)],
  };
  const server: Server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const file = files[url.pathname];
    if (file !== undefined) {
      void file().then(([type, body]) => response.writeHead(200, { 'content-type': type }).end(body));
      return;
    }
    if (url.pathname !== '/') {
      response.writeHead(404).end();
      return;
    }
    const name = (url.searchParams.get('theme') ?? 'dark') as ThemeName;
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page(name, randomBytes(16).toString('hex')));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    scriptBytes: panel.byteLength,
    close: () => new Promise((resolve, reject) => server.close((error) => (error === undefined ? resolve() : reject(error)))),
  };
}

async function bundle(entry: string): Promise<Uint8Array> {
  const result = await build({
    entryPoints: [`${root}${entry}`], absWorkingDir: root, bundle: true, write: false, minify: true, platform: 'browser', format: 'iife', target: 'chrome128', legalComments: 'none', logLevel: 'warning',
  });
  const [file] = result.outputFiles;
  if (file === undefined) throw new Error(`esbuild wrote nothing for ${entry}`);
  return file.contents;
}

/** As the host writes it: the theme's variables sit in a style attribute of the root element, which the editor sets by script. */
function page(theme: ThemeName, nonce: string): string {
  const { kind, variables } = themes[theme];
  const source = "'self'";
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${source} 'nonce-${nonce}'; font-src ${source}; img-src ${source} data:`;
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="${policy}"><meta property="csp-nonce" content="${nonce}">
<title>Model Vitals</title><link rel="stylesheet" href="codicon.css"></head><body class="${kind}" data-vscode-theme-kind="${kind}">
<script nonce="${nonce}">for (const [name, value] of Object.entries(${JSON.stringify(variables)})) document.documentElement.style.setProperty('--vscode-' + name, value);</script>
<script nonce="${nonce}" src="host.js"></script><script nonce="${nonce}" src="dashboard.js"></script></body></html>`;
}
