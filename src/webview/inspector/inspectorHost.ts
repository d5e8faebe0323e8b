import type { Channel } from "../../protocol/channel.ts";
import { INSPECTOR_HOST, INSPECTOR_VIEW } from "../../protocol/views.ts";
import { connect } from "../kit/connect.ts";
import { createNotifier, type Notifier } from "../kit/notifier.ts";

/** The extension host as the inspector sees it. */
export interface InspectorHost {
  readonly channel: Channel<typeof INSPECTOR_HOST, typeof INSPECTOR_VIEW>;
  readonly changed: Notifier<null>;
}

/** Opens the channel. */
export function openInspectorHost(): InspectorHost {
  const changed = createNotifier<null>();
  const channel = connect(INSPECTOR_HOST, INSPECTOR_VIEW, {
    changed: () => {
      changed.tell(null);
      return null;
    },
  });
  return { channel, changed };
}
