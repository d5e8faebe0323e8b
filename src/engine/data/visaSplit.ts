import path from "node:path";
import { parseCsv } from "../base/csv.ts";
import { AnopleError } from "../base/errors.ts";
import { readFirst, type SplitRow, type SplitTable } from "./splitTable.ts";

/** VisA's tables, the one for training on normal images alone first: it is the published protocol. */
const TABLES = ["1cls.csv", "2cls_highshot.csv", "2cls_fewshot.csv", "2cls_lowshot.csv"];

/**
 * The split of VisA's original tree, where `split_csv/*.csv` beside the objects lists the images of all of them with the
 * columns object, split, label, image and mask, and `<object>/Data/Images` holds those of one.
 *
 * @param category absolute
 * @returns null if the folder is no such one or lies beside no table that lists its object
 * @throws AnopleError "data" if the table is damaged
 */
export async function readVisaSplit(category: string): Promise<SplitTable | null> {
  if (!/[\\/]Data[\\/]Images$/i.test(category)) return null;
  const object = path.resolve(category, "..", "..");
  const folder = path.join(path.dirname(object), "split_csv");
  const found = await readFirst(TABLES.map((name) => path.join(folder, name)));
  if (!found) return null;
  const { header, rows } = parseCsv(found.text, found.file);
  const at = (column: string) => {
    const index = header.indexOf(column);
    if (index >= 0) return index;
    throw new AnopleError("data", `${found.file} has no column "${column}".`, "Take the original file of VisA.");
  };
  const [image, split, label] = [at("image"), at("split"), at("label")];
  const parts = [path.basename(object), ...category.split(/[\\/]/).slice(-2)];
  const prefix = `${parts.join("/")}/`;
  const listed = new Map<string, SplitRow>();
  for (const row of rows) {
    if (row[image]!.startsWith(prefix)) {
      listed.set(row[image]!.slice(prefix.length), rowOf(row[split]!, row[label]!, found.file));
    }
  }
  if (listed.size === 0) return null;
  return { file: found.file, name: `split_csv/${path.basename(found.file)}`, rows: listed };
}

function rowOf(split: string, label: string, file: string): SplitRow {
  if ((split === "train" || split === "test") && (label === "normal" || label === "anomaly")) {
    return { split, label: label === "normal" ? 0 : 1 };
  }
  const message = `${file} has a row with the split "${split}" and the label "${label}".`;
  throw new AnopleError("data", message, "Splits are train and test, labels normal and anomaly.");
}
