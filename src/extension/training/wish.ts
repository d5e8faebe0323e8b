import type { Preset, TrainParams } from "../../protocol/engine.ts";

/** What the steps of "Train on Folder" have settled so far. */
export interface Wish {
  /** Of one category, or of a data set all of whose categories are learnt together. */
  readonly folder: string;
  /** What is learnt, for people. */
  readonly name: string;
  readonly categories: number;
  readonly shots: number;
  readonly seed: number;
  /** Chosen by eye; a draw when missing. */
  readonly support?: readonly string[];
  readonly preset: Preset;
  /** Model directory; the bundled model when missing. */
  readonly model?: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** What the engine is asked for. */
export function toTrainParams({ folder, shots, seed, support, preset, model, settings }: Wish): TrainParams {
  return {
    folder,
    shots: support?.length ?? shots,
    seed,
    preset,
    settings: { ...settings },
    ...(support && { support: [...support] }),
    ...(model !== undefined && { model }),
  };
}
