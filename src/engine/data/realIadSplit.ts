import path from "node:path";
import * as v from "valibot";
import { AnopleError } from "../base/errors.ts";
import { readFirst, type SplitRow, type SplitTable } from "./splitTable.ts";

const ENTRIES = v.array(v.object({ anomaly_class: v.string(), image_path: v.string() }));

const INDEX = v.object({
  meta: v.exactOptional(v.object({ normal_class: v.exactOptional(v.string()) })),
  train: ENTRIES,
  test: ENTRIES,
});

/**
 * The split of Real-IAD, where `realiad_jsons/<category>.json` lists the images of `<resolution>/<category>`, five views of
 * each part, with what is seen in each: a view of a defective part may be normal. Of the protocols only the one with all
 * views and clean training images is read; the archive holds it in a folder `realiad_jsons` of its own, too.
 *
 * @param category absolute
 * @returns null if there is no such file
 * @throws AnopleError "data" if it is damaged
 */
export async function readRealIadSplit(category: string): Promise<SplitTable | null> {
  const name = path.basename(category);
  const above = path.dirname(category);
  const files = [above, path.dirname(above)].flatMap((folder) =>
    ["realiad_jsons/realiad_jsons", "realiad_jsons"].map((jsons) => path.join(folder, jsons, `${name}.json`)),
  );
  const found = await readFirst(files);
  if (!found) return null;
  const { train, test, meta } = parseIndex(found.file, found.text);
  const normal = meta?.normal_class ?? "OK";
  const rows = new Map<string, SplitRow>();
  const add = (entries: typeof train, split: SplitRow["split"]) => {
    for (const { image_path: image, anomaly_class: seen } of entries) {
      const id = image.startsWith(`${name}/`) ? image.slice(name.length + 1) : image;
      rows.set(id, { split, label: seen === normal ? 0 : 1 });
    }
  };
  add(train, "train");
  add(test, "test");
  return { file: found.file, name: `realiad_jsons/${name}.json`, rows };
}

function parseIndex(file: string, text: string): v.InferOutput<typeof INDEX> {
  const fix = "Take the original file of Real-IAD.";
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new AnopleError("data", `${file} is no JSON.`, fix, { cause: error });
  }
  const { success, output, issues } = v.safeParse(INDEX, json);
  if (success) return output;
  const field = v.getDotPath(issues[0]) ?? "";
  throw new AnopleError("data", `${file}: field "${field}" is wrong: ${issues[0].message}.`, fix);
}
