import type { Webview } from 'vscode';
import { AbstractMessageReader, AbstractMessageWriter, createMessageConnection, type DataCallback, type Message, type MessageConnection } from 'vscode-jsonrpc/node';

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
export function webviewConnection(webview: Webview): MessageConnection {
  return createMessageConnection(new WebviewReader(webview), new WebviewWriter(webview));
}
