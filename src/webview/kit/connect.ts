import { Channel, type Transport } from "../../protocol/channel.ts";
import type { Handlers, Methods } from "../../protocol/method.ts";
import { vscodeApi } from "./vscodeApi.ts";

/** Opens the view's channel to the extension host. */
export function connect<Host extends Methods, View extends Methods>(
  host: Host,
  view: View,
  handlers: Handlers<View>,
): Channel<Host, View> {
  const transport: Transport = {
    post: (message) => vscodeApi().postMessage(message),
    onMessage: (listener) => window.addEventListener("message", ({ data }) => listener(data)),
  };
  return new Channel(transport, host, view, handlers, (error) => console.error(error.message, error.detail));
}
