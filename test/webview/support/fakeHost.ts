import { Channel, type Transport } from "../../../src/protocol/channel.ts";
import type { Handlers, Methods } from "../../../src/protocol/method.ts";
import type { VscodeApi } from "../../../src/webview/kit/vscodeApi.ts";

declare global {
  interface Window {
    /** What `openView` was given: what this view's host answers. */
    fixture: {
      /** Of the method that asks for what the view shows. */
      answer: unknown;
      /** Translations. */
      strings?: Record<string, string>;
      /** JPEG files in base 64: plain pictures, and those with a map. */
      pictures?: { plain: string[]; map: string[] };
      /** Methods that fail. */
      failing?: string[];
    };
    /** Methods that the view called, in order, with their parameters. */
    calls: [method: string, params: unknown][];
  }
}

/**
 * Plays the extension host in a view's page: defines `acquireVsCodeApi`. Messages are cloned, as between processes; the state
 * outlives a reload of the page.
 *
 * @param host what the view calls
 * @param view what the view serves
 */
export function fakeHost<Host extends Methods, View extends Methods>(
  host: Host,
  view: View,
  handlers: Handlers<Host>,
): Channel<View, Host> {
  const listeners: ((message: unknown) => void)[] = [];
  const transport: Transport = {
    post: (message) => {
      const data = structuredClone(message);
      setTimeout(() => window.dispatchEvent(new MessageEvent("message", { data })));
    },
    onMessage: (listener) => listeners.push(listener),
  };
  const channel = new Channel(transport, view, host, handlers, (error) => console.error(error.message));
  const api: VscodeApi = {
    postMessage: (message) => {
      const copy = structuredClone(message);
      setTimeout(() => {
        for (const listener of listeners) listener(copy);
      });
    },
    getState: () => JSON.parse(sessionStorage.getItem("state") ?? "null") ?? undefined,
    setState: (state) => sessionStorage.setItem("state", JSON.stringify(state)),
  };
  Object.assign(window, { acquireVsCodeApi: () => api });
  return channel;
}
