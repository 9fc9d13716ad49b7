/** What VS Code gives a webview. It may be acquired once in the life of a document. */
export interface WebviewApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): WebviewApi;

/** The one handle of this document; kept in module scope because a second `acquireVsCodeApi` throws. */
export const webviewApi: WebviewApi = acquireVsCodeApi();
