import type { Channel } from "../../protocol/channel.ts";
import type { TrainingStep } from "../../protocol/runs.ts";
import { RUN_HOST, RUN_VIEW } from "../../protocol/views.ts";
import { connect } from "../kit/connect.ts";
import { createNotifier, type Notifier } from "../kit/notifier.ts";

/** The extension host as the page of a run sees it. */
export interface RunHost {
  readonly channel: Channel<typeof RUN_HOST, typeof RUN_VIEW>;
  readonly changed: Notifier<null>;
  readonly stepped: Notifier<TrainingStep>;
  readonly activity: Notifier<string | null>;
  /** What was last told of the activity, perhaps before anybody listened. */
  lastActivity(): string | null;
}

/** Opens the channel. */
export function openRunHost(): RunHost {
  let last: string | null = null;
  const changed = createNotifier<null>();
  const stepped = createNotifier<TrainingStep>();
  const activity = createNotifier<string | null>();
  const channel = connect(RUN_HOST, RUN_VIEW, {
    changed: () => {
      changed.tell(null);
      return null;
    },
    step: (step) => {
      stepped.tell(step);
      return null;
    },
    activity: ({ text }) => {
      last = text;
      activity.tell(text);
      return null;
    },
  });
  return { channel, changed, stepped, activity, lastActivity: () => last };
}
