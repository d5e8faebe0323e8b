/** Plays the host of the Results view in its page. */

import { RemoteError } from "../../../src/protocol/remoteError.ts";
import type { Picture } from "../../../src/protocol/runs.ts";
import { RESULTS_HOST, RESULTS_VIEW } from "../../../src/protocol/views.ts";
import { fakeHost } from "./fakeHost.ts";

window.calls = [];

/** Notes a call, and fails where it should. */
function note(method: string, params: unknown): null {
  window.calls.push([method, params]);
  if (window.fixture.failing?.includes(method))
    throw new RemoteError("data", `The host can't do "${method}".`, "Try something else.");
  return null;
}

const channel = fakeHost(RESULTS_HOST, RESULTS_VIEW, {
  start: () => {
    note("start", {});
    return { strings: window.fixture.strings ?? {} };
  },
  getResults: () => {
    note("getResults", {});
    return window.fixture.answer as never;
  },
  picture: (params) => {
    note("picture", params);
    return pictureOf(params.path, "plain");
  },
  mapPicture: (params) => {
    note("mapPicture", params);
    return pictureOf(params.id, "map");
  },
  inspect: (params) => note("inspect", params),
  act: (params) => note("act", params),
  train: (params) => note("train", params),
});

Object.assign(window, {
  /** @param failing calls that fail from now on */
  tellChanged: (answer: unknown, failing?: string[]) => {
    window.fixture.answer = answer;
    if (failing) window.fixture.failing = failing;
    return channel.call("changed", {});
  },
});

async function pictureOf(name: string, kind: "plain" | "map"): Promise<Picture> {
  const files = window.fixture.pictures?.[kind];
  const number = Number(/(\d+)\D*$/.exec(name)?.[1] ?? 0);
  if (files && files.length > 0) {
    const bytes = Uint8Array.from(atob(files[number % files.length]!), (c) => c.charCodeAt(0));
    return { bytes, mime: "image/jpeg", width: 256, height: 256 };
  }
  const canvas = new OffscreenCanvas(64, 64);
  const context = canvas.getContext("2d")!;
  context.fillStyle = `hsl(${(number * 37) % 360} 40% ${kind === "map" ? 30 : 60}%)`;
  context.fillRect(0, 0, 64, 64);
  const blob = await canvas.convertToBlob({ type: "image/png" });
  return { bytes: new Uint8Array(await blob.arrayBuffer()), mime: "image/png", width: 64, height: 64 };
}
