/** Plays the host of a run's page. */

import type { RunDetails, TrainingStep } from "../../../src/protocol/runs.ts";
import { RUN_HOST, RUN_VIEW } from "../../../src/protocol/views.ts";
import { fakeHost } from "./fakeHost.ts";
import { madePicture, noteCall } from "./madePicture.ts";

declare global {
  interface Window {
    runPage: {
      answer(run: RunDetails): Promise<unknown>;
      step(step: TrainingStep): Promise<unknown>;
      activity(text: string | null): Promise<unknown>;
    };
  }
}

const channel = fakeHost(RUN_HOST, RUN_VIEW, {
  start: () => ({ strings: window.fixture.strings ?? {} }),
  getRun: () => {
    noteCall("getRun", {});
    return window.fixture.answer as RunDetails;
  },
  picture: (params) => madePicture(params.path, window.fixture.pictures?.plain),
  act: (params) => noteCall("act", params),
});

window.runPage = {
  answer: (run) => {
    window.fixture.answer = run;
    return channel.call("changed", {});
  },
  step: (step) => channel.call("step", step),
  activity: (text) => channel.call("activity", { text }),
};
