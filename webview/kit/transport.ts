import { AbstractMessageReader, AbstractMessageWriter, createMessageConnection } from 'vscode-jsonrpc/browser';
import type { DataCallback, Disposable, Message, MessageConnection, MessageReader, MessageWriter } from 'vscode-jsonrpc/browser';
import type { WebviewApi } from './api';

/** Reads JSON-RPC messages that the host posts; whatever else arrives on the window is not ours and is left alone. */
class WindowReader extends AbstractMessageReader implements MessageReader {
  listen(callback: DataCallback): Disposable {
    const listener = (event: MessageEvent<unknown>) => {
      if (isMessage(event.data)) callback(event.data);
    };
    window.addEventListener('message', listener);
    return { dispose: () => window.removeEventListener('message', listener) };
  }
}

class ApiWriter extends AbstractMessageWriter implements MessageWriter {
  readonly #api: WebviewApi;
  constructor(api: WebviewApi) {
    super();
    this.#api = api;
  }
  write(message: Message): Promise<void> {
    this.#api.postMessage(message);
    return Promise.resolve();
  }
  end(): void {
    // The window ends the transport; there is nothing to flush.
  }
}

/** A JSON-RPC connection over the webview's message channel. The caller listens once its handlers stand. */
export function connectToHost(api: WebviewApi): MessageConnection {
  return createMessageConnection(new WindowReader(), new ApiWriter(api));
}

function isMessage(data: unknown): data is Message {
  return typeof data === 'object' && data !== null && (data as { jsonrpc?: unknown }).jsonrpc === '2.0';
}
