import { RemoteError } from "../../../src/protocol/remoteError.ts";
import type { Picture } from "../../../src/protocol/runs.ts";

/** Notes a call for the test to see, and fails where the fixture says so. */
export function noteCall(method: string, params: unknown): null {
  window.calls ??= [];
  window.calls.push([method, params]);
  if (window.fixture.failing?.includes(method))
    throw new RemoteError("data", `The host can't do "${method}".`, "Try something else.");
  return null;
}

/** A file in base 64 if there are any, chosen by the number in the name; else a plain square whose colour depends on it. */
export async function madePicture(name: string, files: readonly string[] = [], side = 64): Promise<Picture> {
  const number = Number(/(\d+)\D*$/.exec(name)?.[1] ?? 0);
  if (files.length > 0) {
    const bytes = Uint8Array.from(atob(files[number % files.length]!), (c) => c.charCodeAt(0));
    return { bytes, mime: "image/jpeg", width: 256, height: 256 };
  }
  const canvas = new OffscreenCanvas(side, side);
  const context = canvas.getContext("2d")!;
  context.fillStyle = `hsl(${(number * 37) % 360} 40% 60%)`;
  context.fillRect(0, 0, side, side);
  const blob = await canvas.convertToBlob({ type: "image/png" });
  return { bytes: new Uint8Array(await blob.arrayBuffer()), mime: "image/png", width: side, height: side };
}
