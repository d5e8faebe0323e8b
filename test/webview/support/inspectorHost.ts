/** Plays the host of the inspector. */

import { RemoteError } from "../../../src/protocol/remoteError.ts";
import type { ImageTruth, Inspection } from "../../../src/protocol/runs.ts";
import { INSPECTOR_HOST, INSPECTOR_VIEW } from "../../../src/protocol/views.ts";
import { fakeHost } from "./fakeHost.ts";
import { madePicture, noteCall } from "./madePicture.ts";

interface FixtureMask {
  readonly width: number;
  readonly height: number;
  readonly bytes: number[];
}

/** An inspection without its picture, and with its map and mask as plain numbers. */
export type InspectorFixture = Omit<Inspection, "picture" | "map" | "truth"> & {
  readonly map: { readonly width: number; readonly height: number; readonly values: number[] };
  readonly truth: (Omit<ImageTruth, "mask"> & { readonly mask: FixtureMask | null }) | null;
};

declare global {
  interface Window {
    inspectorPage: {
      /** Ends the wait of an inspection whose answer is "later". */
      answer(fixture: InspectorFixture): void;
      fail(message: string): void;
      change(answer: InspectorFixture | "later"): Promise<unknown>;
    };
  }
}

let settle: { resolve(inspection: InspectorFixture): void; reject(error: Error): void } | undefined;

const channel = fakeHost(INSPECTOR_HOST, INSPECTOR_VIEW, {
  start: () => ({ strings: window.fixture.strings ?? {} }),
  inspect: async () => {
    noteCall("inspect", {});
    const answer = window.fixture.answer as InspectorFixture | "later";
    const given =
      answer === "later"
        ? await new Promise<InspectorFixture>((resolve, reject) => {
            settle = { resolve, reject };
          })
        : answer;
    const picture = await madePicture(given.image.path, window.fixture.pictures?.plain, 256);
    const mask = given.truth?.mask ? { ...given.truth.mask, bytes: Uint8Array.from(given.truth.mask.bytes) } : null;
    const truth = given.truth && { ...given.truth, mask };
    return { ...given, truth, picture, map: { ...given.map, values: Float32Array.from(given.map.values) } };
  },
  chooseRun: () => noteCall("chooseRun", {}),
  openImage: () => noteCall("openImage", {}),
});

window.inspectorPage = {
  answer: (fixture) => settle?.resolve(fixture),
  fail: (message) => settle?.reject(new RemoteError("data", message, "Use another image.")),
  change: (answer) => {
    window.fixture.answer = answer;
    return channel.call("changed", {});
  },
};
