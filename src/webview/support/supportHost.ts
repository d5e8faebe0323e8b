import type { Channel } from "../../protocol/channel.ts";
import { SUPPORT_HOST, SUPPORT_VIEW } from "../../protocol/views.ts";
import { connect } from "../kit/connect.ts";

/** The extension host as the picker of support images sees it. */
export type SupportHost = Channel<typeof SUPPORT_HOST, typeof SUPPORT_VIEW>;

/** Opens the channel. */
export function openSupportHost(): SupportHost {
  return connect(SUPPORT_HOST, SUPPORT_VIEW, {});
}
