import assert from "node:assert/strict";
import sharp from "sharp";

/** A one-channel float TIFF as a reader other than ours sees it. */
export async function readFloatTiff(file: string): Promise<{ width: number; height: number; data: Float32Array }> {
  const { depth, channels } = await sharp(file).metadata();
  assert.deepEqual([depth, channels], ["float", 1], file);
  // Without the colour space sharp repeats the channel three times.
  const { data, info } = await sharp(file)
    .toColourspace("b-w")
    .raw({ depth: "float" })
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  return { width, height, data: new Float32Array(data.buffer, data.byteOffset, width * height) };
}
