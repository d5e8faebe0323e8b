/** Plays the host of the picker of support images. */

import { SUPPORT_HOST, SUPPORT_VIEW } from "../../../src/protocol/views.ts";
import { fakeHost } from "./fakeHost.ts";
import { madePicture, noteCall } from "./madePicture.ts";

fakeHost(SUPPORT_HOST, SUPPORT_VIEW, {
  start: () => ({ strings: window.fixture.strings ?? {} }),
  getCandidates: () => {
    noteCall("getCandidates", {});
    return window.fixture.answer as never;
  },
  picture: (params) => {
    noteCall("picture", params);
    return madePicture(params.path, window.fixture.pictures?.plain);
  },
  choose: (params) => noteCall("choose", params),
  cancel: () => noteCall("cancel", {}),
});
