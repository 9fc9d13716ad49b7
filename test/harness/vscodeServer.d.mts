import type { Browser } from 'playwright-core';

export interface VsCodePaths {
  readonly root: string;
  readonly node: string;
  readonly codeServer: string;
  readonly serverMain: string;
}
export interface ServerOptions {
  readonly vscode: VsCodePaths;
  readonly userDataDir: string;
  readonly extensionsDir: string;
  readonly serverDataDir: string;
  readonly testDriver?: boolean;
  readonly trustPrompts?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly onLine?: (line: string) => void;
}
export interface RunningServer {
  readonly port: number;
  readonly url: string;
  readonly pid: number;
  dispose(): Promise<void>;
}
export function ensureVsCode(log?: (line: string) => void): Promise<VsCodePaths>;
export function ensureChromium(log?: (line: string) => void): Promise<string>;
export function startVsCodeServer(options: ServerOptions): Promise<RunningServer>;
export function startChromium(executablePath: string, options?: { readonly headless?: boolean }): Promise<Browser>;
