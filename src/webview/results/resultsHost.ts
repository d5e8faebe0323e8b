import type { Channel } from "../../protocol/channel.ts";
import type { RESULTS_HOST, RESULTS_VIEW } from "../../protocol/views.ts";

/** The channel to the extension host. */
export type ResultsHost = Channel<typeof RESULTS_HOST, typeof RESULTS_VIEW>;
