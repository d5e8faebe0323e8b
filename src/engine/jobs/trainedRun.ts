import { foldPrompts } from "../anople/foldedPrompts.ts";
import { bankRows, type ClassMemory } from "../anople/memory.ts";
import { makeNetwork, type Network } from "../anople/network.ts";
import type { Learned } from "../anople/scoreGraph.ts";
import { createScorer, type PictureScore, type Scorer } from "../anople/scorer.ts";
import { AnopleError } from "../base/errors.ts";
import { shellQuote } from "../base/shellQuote.ts";
import type { RgbImage } from "../imaging/image.ts";
import type { ThresholdRule } from "../metrics/thresholds.ts";
import { openRun } from "../runs/openRun.ts";
import type { RunDirectory } from "../runs/runDirectory.ts";
import type { ThresholdRecord } from "../runs/runRecord.ts";
import { type AllowedModels, loadRecordedModel, recordedConfig } from "./recordedModel.ts";
import { decodeMemory, decodeState } from "./runState.ts";
import { thresholdOf } from "./thresholds.ts";

/** A finished run, read and compiled. */
export interface TrainedRun {
  readonly run: RunDirectory;
  readonly network: Network;
  readonly learned: Learned;
  /** In the order of the record's categories. */
  readonly memories: readonly ClassMemory[];
  score(image: RgbImage, categoryIndex: number): Promise<PictureScore>;
  close(): Promise<void>;
}

/**
 * @throws AnopleError "run" when the run is not finished or its files don't fit each other; "untrusted" when its model is
 *   not allowed
 */
export async function openTrainedRun(location: string, allowed: AllowedModels): Promise<TrainedRun> {
  const run = await openRun(location);
  const { record } = run;
  const [state, memory] = [await run.readState(), await run.readMemory()];
  if (record.status !== "finished" || !state || !memory) {
    const message = `${run.path} is not trained to the end (${record.step} of ${record.steps} steps).`;
    throw new AnopleError("run", message, `Go on with: anople train --resume ${shellQuote(run.path)}`);
  }
  const model = await loadRecordedModel(run, allowed);
  let scorer: Scorer;
  try {
    const network = makeNetwork(model, recordedConfig(run));
    const { parameters } = decodeState(state, network, run.file("state.safetensors"));
    const rows = bankRows(network, Math.max(...record.categories.map((category) => category.support.length)));
    const memories = decodeMemory(memory, network, rows, record.categories.length, run.file("memory.safetensors"));
    const learned = {
      parameters,
      prompts: await foldPrompts(
        network,
        parameters,
        record.categories.map((c) => c.className),
      ),
    };
    scorer = await createScorer(network, learned, rows);
    return {
      run,
      network,
      learned,
      memories,
      score: (image, index) => scorer.score(image, index, memories[index]!.banks),
      close: async () => {
        await scorer.close();
        await model.close();
      },
    };
  } catch (error) {
    await model.close();
    throw error;
  }
}

/** The threshold of a category: the run's own, or another rule over the same normals. */
export function operatingPoint(
  { run, memories }: TrainedRun,
  categoryIndex: number,
  rule: ThresholdRule | undefined,
): ThresholdRecord {
  const recorded = run.record.thresholds?.[run.record.categories[categoryIndex]!.name];
  if (!rule && recorded) return recorded;
  return thresholdOf(memories[categoryIndex]!.normalScores, rule);
}
