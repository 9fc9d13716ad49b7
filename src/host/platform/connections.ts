import type { ChildProcess } from 'node:child_process';
import type { Webview } from 'vscode';
import { AbstractMessageReader, AbstractMessageWriter, createMessageConnection, type DataCallback, IPCMessageReader, IPCMessageWriter, type Message } from 'vscode-jsonrpc/node';
import type { EngineCalls, EngineNews } from '../../protocol/engineCalls';
import { type CallMap, Endpoint } from '../../protocol/endpoint';

/** An endpoint and the call that lets its messages in, once its listeners are in place. */
export interface Side<Remote extends CallMap<Remote>, News extends object> {
  readonly endpoint: Endpoint<Remote, News>;
  readonly listen: () => void;
}

/** A webview is only told and answered, never asked. */
export type PanelSide = Side<Record<never, never>, Record<never, never>>;

class WebviewReader extends AbstractMessageReader {
  constructor(private readonly webview: Webview) {
    super();
  }
  listen(callback: DataCallback) {
    return this.webview.onDidReceiveMessage((message: unknown) => {
      if (typeof message === 'object' && message !== null && 'jsonrpc' in message) callback(message as Message);
    });
  }
}

class WebviewWriter extends AbstractMessageWriter {
  constructor(private readonly webview: Webview) {
    super();
  }
  async write(message: Message): Promise<void> {
    await this.webview.postMessage(message);
  }
  end(): void {
    // A webview has no half-closed state: it is there or it is gone.
  }
}

/** JSON-RPC over a webview's message channel. */
export function panelSide(webview: Webview): PanelSide {
  const connection = createMessageConnection(new WebviewReader(webview), new WebviewWriter(webview));
  return { endpoint: new Endpoint(connection), listen: () => connection.listen() };
}

/** JSON-RPC over the channel of a forked process. */
export function engineSide(child: ChildProcess): Side<EngineCalls, EngineNews> {
  const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
  return { endpoint: new Endpoint(connection), listen: () => connection.listen() };
}
