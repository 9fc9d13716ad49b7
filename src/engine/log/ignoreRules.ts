import { globExpression } from './globPattern';

/** One line of a `.gitignore`, bound to the folder that the file stands in. */
export interface IgnoreRule {
  readonly base: string;
  readonly expression: RegExp;
  readonly folderOnly: boolean;
  readonly keep: boolean;
}

/** The rules of a `.gitignore` text. `base` is its folder, `/` separated. Escapes and trailing-space rules are not read. */
export function ignoreRules(text: string, base: string): IgnoreRule[] {
  const rules: IgnoreRule[] = [];
  for (const line of text.split(/\r?\n/).slice(0, 2_000)) {
    let pattern = line.trim();
    if (pattern === '' || pattern.startsWith('#') || pattern.length > 500) continue;
    const keep = pattern.startsWith('!');
    if (keep) pattern = pattern.slice(1);
    const folderOnly = pattern.endsWith('/');
    if (folderOnly) pattern = pattern.slice(0, -1);
    const anchored = pattern.includes('/');
    if (pattern.startsWith('/')) pattern = pattern.slice(1);
    rules.push({ base, expression: globExpression(anchored ? pattern : `**/${pattern}`), folderOnly, keep });
  }
  return rules;
}

/** Whether the last rule that fits a path says to ignore it. */
export function isIgnored(path: string, isFolder: boolean, rules: readonly IgnoreRule[]): boolean {
  let ignored = false;
  for (const { base, expression, folderOnly, keep } of rules) {
    if (folderOnly && !isFolder) continue;
    const relative = base === '' ? path : path.startsWith(`${base}/`) ? path.slice(base.length + 1) : null;
    if (relative !== null && expression.test(relative)) ignored = !keep;
  }
  return ignored;
}
