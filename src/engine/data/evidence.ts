import type { Category, DatasetItem, LayoutKind } from "./datasetIndex.ts";
import { count, listNames } from "./problemLog.ts";
import type { Reading } from "./reading.ts";

/** Says in one line what was found and how it was understood, so that a wrong guess is seen at once. */
export function describeEvidence(
  kind: LayoutKind,
  categories: readonly Category[],
  readings: readonly Pick<Reading, "setAside" | "splitBy">[],
): string {
  const items = categories.flatMap((category) => category.items);
  const train = items.filter((item) => item.split === "train");
  const testNormals = items.filter((item) => item.split === "test" && item.label === 0);
  const anomalous = items.filter((item) => item.label === 1);
  const masks = anomalous.filter((item) => item.mask !== null).length;
  const parts: string[] = [];
  if (categories.length > 1)
    parts.push(`${count(categories.length, "category", "categories")} (${listNames(categories.map((c) => c.name))})`);
  if (train.length > 0) parts.push(`${folderOf(train)} with ${count(train.length, "image")}`);
  if (testNormals.length > 0) parts.push(`${folderOf(testNormals)} with ${count(testNormals.length, "image")}`);
  if (anomalous.length > 0) {
    const defects = new Set(anomalous.map((item) => item.defect)).size;
    parts.push(`${count(anomalous.length, "anomalous image")} of ${count(defects, "defect type")}`);
    parts.push(`${count(masks, "mask")} matched by name`);
  }
  const aside = new Map<string, number>();
  for (const { what, images } of readings.flatMap((reading) => reading.setAside))
    aside.set(what, (aside.get(what) ?? 0) + images);
  const without = [...aside].map(([what, images]) => `${what} (${count(images, "image")})`);
  if (without.length > 0) parts.push(`neither learnt from nor tested: ${without.join(", ")}`);
  const tables = [...new Set(readings.flatMap(({ splitBy }) => splitBy ?? []))];
  const split = tables.length > 0 ? `; split as in ${listNames(tables)}` : "";
  return `found ${parts.join(", ")}${split}${EXPLANATIONS[kind]}`;
}

const NO_SPLIT = "; there is no split, so the support is drawn from the good images and the other good ones are tested";
const FROM_MASKS = "; an image is anomalous if its mask marks a pixel";

const EXPLANATIONS: Record<LayoutKind, string> = {
  mvtec: "",
  "mvtec-ad-2": "",
  "mvtec-loco": "; an image's masks are united",
  visa: "",
  "real-iad": "",
  "kolektor-2": FROM_MASKS,
  kolektor: `${FROM_MASKS}${NO_SPLIT}`,
  "good-bad": NO_SPLIT,
  normals: "; there are no anomalous images, so the support is drawn from these and the others are tested",
};

/** The folder of the images if all share one. */
function folderOf(items: readonly DatasetItem[]): string {
  const folders = new Set(items.map((item) => item.id.slice(0, Math.max(0, item.id.lastIndexOf("/")))));
  const [only] = folders;
  if (folders.size > 1) return `${folders.size} folders`;
  return only ? only : "the folder itself";
}
