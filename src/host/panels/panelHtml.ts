import { randomBytes } from 'node:crypto';
import { Uri, type Webview } from 'vscode';
import { textsInUse } from '../../core/text/texts';

/** Folders that the webview may load from: the built bundles and static media, nothing of the workspace. */
export function resourceRoots(extension: Uri): readonly Uri[] {
  return [Uri.joinPath(extension, 'dist'), Uri.joinPath(extension, 'media')];
}

/** The page of the dashboard: one script under a fresh nonce, no inline code, no network. */
export function panelHtml(webview: Webview, extension: Uri): string {
  const nonce = randomBytes(18).toString('base64');
  const asset = (...path: string[]) => webview.asWebviewUri(Uri.joinPath(extension, 'dist', ...path)).toString();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource} data:`,
  ].join('; ');
  const { language, messages } = textsInUse();
  return `<!DOCTYPE html>
<html lang="${attribute(language)}">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta property="csp-nonce" content="${nonce}">
  <link rel="stylesheet" id="vscode-codicon-stylesheet" href="${asset('webview', 'codicon.css')}">
  <title>Model Vitals</title>
</head>
<body>
  <script type="application/json" id="mv-texts">${inScript(messages)}</script>
  <script nonce="${nonce}" src="${asset('webview', 'dashboard.js')}"></script>
</body>
</html>`;
}

/** Data in a script element, which ends at the first `</script`, whatever it stands in. */
function inScript(data: unknown): string {
  return JSON.stringify(data).replaceAll('<', '\\u003c');
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
