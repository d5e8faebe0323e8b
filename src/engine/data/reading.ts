import type { DatasetItem, LayoutKind } from "./datasetIndex.ts";

/** What the reader of a layout found in a category. */
export interface Reading {
  readonly kind: LayoutKind;
  /** In no particular order. */
  readonly items: DatasetItem[];
  /** Images that are neither learnt from nor tested. */
  readonly setAside: readonly SetAside[];
  /** The table that decides the split, for people: "split_csv/1cls.csv". */
  readonly splitBy?: string;
}

/** Images that take no part, such as those of a validation split. */
export interface SetAside {
  /** What they are, the same in all categories: "validation/good". */
  readonly what: string;
  readonly images: number;
}
