import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { flatPng } from "../../test/support/tinyDataset.ts";

/** Images by folder. */
export const COUNTS = { "train/good": 10_000, "test/good": 5000, "test/scratch": 5000 } as const;

/** One image in so many has a name as cameras and databases make them. */
const LONG_NAMES = 500;
const FILES_AT_A_TIME = 64;

/** Writes a category in MVTec AD's layout: small images of one grey, without masks. */
export async function writeBigDataset(folder: string): Promise<void> {
  const png = flatPng(16, 16, 128);
  for (const [name, count] of Object.entries(COUNTS)) {
    const target = path.join(folder, name);
    await mkdir(target, { recursive: true });
    for (let first = 0; first < count; first += FILES_AT_A_TIME) {
      const numbers = Array.from({ length: Math.min(FILES_AT_A_TIME, count - first) }, (_, i) => first + i);
      await Promise.all(numbers.map((number) => writeFile(path.join(target, fileName(number)), png)));
    }
  }
}

function fileName(number: number): string {
  const digits = String(number).padStart(6, "0");
  return number % LONG_NAMES === 7 ? `${digits}_${"line-3_camera-left_".repeat(10)}end.png` : `${digits}.png`;
}
