import { l10n, window } from 'vscode';
import type { MetricsAuth } from '../../core/metrics/metricsSpec';

/* The questions that every server needs answered: its address and its log-in. */

export const title = (): string => l10n.t('Add Metric Source');

export function askAddress(placeHolder: string): Thenable<string | undefined> {
  return window.showInputBox({
    title: title(), ignoreFocusOut: true, prompt: l10n.t('Address; a pasted link to its page will do'), placeHolder,
    validateInput: (text) => (isAddress(text) ? undefined : l10n.t('An address begins with http:// or https://')),
  });
}

export async function askAuth(name: string): Promise<{ readonly auth: MetricsAuth; readonly secrets: Readonly<Record<string, string>> } | undefined> {
  const secret = secretNameOf(name);
  const how = await window.showQuickPick(
    [
      { label: l10n.t('No log-in'), how: 'none' as const },
      { label: l10n.t('Bearer token'), detail: l10n.t('a service account of Grafana, a managed server'), how: 'bearer' as const },
      { label: l10n.t('User and password'), how: 'basic' as const },
      { label: l10n.t('A header of its own'), detail: l10n.t('for example X-Api-Key'), how: 'header' as const },
      { label: l10n.t('A command that prints a token'), detail: l10n.t('Google, Azure, single sign-on: for example gcloud auth print-access-token'), how: 'command' as const },
      { label: l10n.t('Signed for AWS'), detail: l10n.t('Amazon Managed Service for Prometheus: keys of the aws command line, or secrets'), how: 'sigv4' as const },
      { label: l10n.t('A client certificate'), detail: l10n.t('two PEM files, named in model-vitals.json afterwards'), how: 'none' as const },
    ],
    { title: title(), placeHolder: l10n.t('How does it let one in? What is secret is kept by the editor, not in model-vitals.json.'), ignoreFocusOut: true },
  );
  if (how === undefined) return undefined;
  if (how.how === 'none') return { auth: { kind: 'none' }, secrets: {} };
  if (how.how === 'command' || how.how === 'sigv4') return askCommand(how.how);
  const plain = how.how === 'bearer' ? '' : await window.showInputBox({ title: title(), ignoreFocusOut: true, prompt: how.how === 'basic' ? l10n.t('User') : l10n.t('Name of the header') });
  if (plain === undefined) return undefined;
  const value = await window.showInputBox({ title: title(), ignoreFocusOut: true, password: true, prompt: how.how === 'basic' ? l10n.t('Password') : l10n.t('Its secret value'), placeHolder: l10n.t('kept as {0}', secret) });
  if (value === undefined) return undefined;
  const auth: MetricsAuth = how.how === 'basic' ? { kind: 'basic', user: plain, password: secret } : how.how === 'bearer' ? { kind: 'bearer', token: secret } : { kind: 'header', header: plain, value: secret };
  return { auth, secrets: { [secret]: value } };
}

/** The name that a source's secret is kept by. */
export function secretNameOf(name: string): string {
  return `${name.toUpperCase().replace(/[^A-Z0-9]+/g, '_').replace(/^(\d)/, '_$1')}_SECRET`;
}

/** A log-in that needs no secret of ours: a program prints what is needed. */
async function askCommand(kind: 'command' | 'sigv4'): Promise<{ readonly auth: MetricsAuth; readonly secrets: Readonly<Record<string, string>> } | undefined> {
  const line = await window.showInputBox({
    title: title(), ignoreFocusOut: true, value: kind === 'command' ? 'gcloud auth print-access-token' : 'aws configure export-credentials',
    prompt: kind === 'command' ? l10n.t('The program and its words; it is run without a shell, while this workspace is trusted') : l10n.t('The program that prints AWS keys, run without a shell; empty: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN'),
    validateInput: (text) => (/["'`|&;<>$\\]/.test(text) ? l10n.t('Plain words only; for others write the list in model-vitals.json') : text.trim() === '' && kind === 'command' ? l10n.t('A command is needed') : undefined),
  });
  if (line === undefined) return undefined;
  const command = line.trim().split(/\s+/).filter((word) => word !== '');
  return { auth: kind === 'command' ? { kind, command } : { kind, ...(command.length === 0 ? {} : { command }) }, secrets: {} };
}

function isAddress(text: string): boolean {
  return /^https?:\/\//i.test(text.trim()) && URL.canParse(text.trim());
}

export function nameOf(url: string): string {
  return new URL(url).hostname || 'metrics';
}

export function unused(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  for (let count = 2; taken.has(free); count += 1) free = `${name} ${count}`;
  return free;
}
