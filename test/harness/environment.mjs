/**
 * The environment for a VS Code that is started from scripts: without what an outer VS Code terminal or an
 * outer `npm run` left behind, which would make the inner one join the outer one.
 * @param {Record<string, string>} [extra]
 * @returns {Record<string, string>}
 */
export function cleanEditorEnvironment(extra = {}) {
  const env = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value === undefined) continue;
    if (/^(VSCODE_|ELECTRON_|npm_|VITEST|NODE_OPTIONS$|NODE_PATH$|NODE_ENV$|INIT_CWD$|PORT$)/.test(name)) continue;
    env[name] = value;
  }
  return { ...env, ...extra };
}
