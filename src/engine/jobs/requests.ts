import type { PresetName } from "../anople/config.ts";
import type { DatasetIndex } from "../data/datasetIndex.ts";
import type { ImageMetrics } from "../metrics/imageMetrics.ts";
import type { PixelMetrics } from "../metrics/pixelMetrics.ts";
import type { ThresholdRule } from "../metrics/thresholds.ts";
import type { ModelConfig } from "../models/modelConfig.ts";
import type { RunRecord } from "../runs/runRecord.ts";
import type { SupportChoice } from "./chooseSupports.ts";

/** The parts that a score is made of; each can be looked at alone. */
export const PARTS = ["memory", "prompt", "decoder"] as const;
export type PartName = (typeof PARTS)[number];

/** The seed decides initial values, simulated anomalies and the support draw. */
export interface TrainRequest extends SupportChoice {
  readonly folder: string;
  readonly preset: PresetName;
  /** Settings that differ from the preset's, and where they come from, for messages. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly settingsOrigin: string;
  /** Model directory; the bundled model when missing. */
  readonly model?: string;
  /** Run directory; a new one under FOLDER/.anople/runs when missing. */
  readonly out?: string;
  /** Categories by name; all when missing. */
  readonly categories?: readonly string[];
  /** The command that would do the same, kept in run.json. */
  readonly command: string;
}

export interface TrainResult {
  readonly run: string;
  readonly record: RunRecord;
  readonly seconds: number;
}

/** A picture's score with what it is made of. */
export interface ScoredImage {
  readonly path: string;
  readonly category: string;
  readonly score: number;
  readonly parts: Readonly<Record<PartName, number>>;
  /** The run's threshold for the category. */
  readonly threshold: number;
  /** Share of the normals behind the threshold that score lower. */
  readonly percentile: number;
  /** File of the float TIFF map, where one was written. */
  readonly map: string | null;
}

export interface ScoreRequest {
  readonly run: string;
  /** Images, folders or glob patterns. */
  readonly paths: readonly string[];
  /** Needed when the run has several categories and the path does not name one. */
  readonly category?: string;
  readonly threshold?: ThresholdRule;
  /** Folders that maps and overlays are written to. */
  readonly maps?: string;
  readonly overlays?: string;
}

/** Metrics of one way to score, over one category's test images. */
export interface PartMetrics {
  readonly image: ImageMetrics;
  readonly pixel: PixelMetrics;
}

export interface CategoryEvaluation extends PartMetrics {
  readonly category: string;
  readonly parts: Readonly<Record<PartName, PartMetrics>>;
  readonly counts: {
    readonly normal: number;
    readonly anomalous: number;
    readonly masks: number;
    /** At the run's threshold. */
    readonly confusion: { readonly tp: number; readonly fp: number; readonly tn: number; readonly fn: number } | null;
  };
  readonly threshold: { readonly value: number; readonly rule: string; readonly meaning: string };
  readonly perDefect: readonly { defect: string; count: number; auroc: number | null; meanScore: number }[];
  readonly images: readonly EvaluatedImage[];
}

export interface EvaluatedImage {
  readonly path: string;
  readonly id: string;
  readonly label: 0 | 1;
  readonly defect: string;
  readonly score: number;
  readonly parts: Readonly<Record<PartName, number>>;
  readonly mask: string | null;
  /** Fused map of patches, row by row, `grid` × `grid`, unsmoothed. */
  readonly patchMap: Float32Array;
}

export interface EvaluateRequest {
  readonly run: string;
  readonly folder: string;
  readonly categories?: readonly string[];
  readonly threshold?: ThresholdRule;
  /** Write float TIFF maps in the MVTec tree under the run's maps/. */
  readonly writeMaps: boolean;
}

export interface EvaluateResult {
  readonly run: string;
  readonly record: RunRecord;
  readonly categories: readonly CategoryEvaluation[];
  /** Mean over categories with a value. */
  readonly mean: {
    readonly imageAuroc: number | null;
    readonly pixelAuroc: number | null;
    readonly aupro: number | null;
  };
}

export interface ExportRequest {
  readonly run: string;
  readonly category?: string;
  /** Images to compare on; the support images when empty. */
  readonly images: readonly string[];
  readonly out?: string;
}

export interface ExportResult {
  readonly file: string;
  readonly category: string;
  readonly compared: number;
  readonly largestScoreDifference: number;
  readonly largestMapDifference: number;
  readonly bytes: number;
}

export type InspectResult =
  | { readonly kind: "dataset"; readonly index: DatasetIndex }
  | { readonly kind: "run"; readonly path: string; readonly record: RunRecord; readonly metrics: unknown }
  | { readonly kind: "model"; readonly directory: string; readonly config: ModelConfig; readonly parameters: number };
