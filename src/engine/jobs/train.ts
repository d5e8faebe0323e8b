import path from "node:path";
import * as ort from "onnxruntime-node";
import { embedAnchors } from "../anople/anchors.ts";
import { makeConfig } from "../anople/config.ts";
import { foldPrompts } from "../anople/foldedPrompts.ts";
import { bankRows, buildBanks, type ClassMemory, scoreNormals } from "../anople/memory.ts";
import { makeNetwork, type Network } from "../anople/network.ts";
import { createScorer } from "../anople/scorer.ts";
import { freshTrainState, type SupportClass, type TrainState, train } from "../anople/trainer.ts";
import { AnopleError, throwIfCancelled } from "../base/errors.ts";
import { sha256OfFile } from "../base/hash.ts";
import { ENGINE_VERSION } from "../base/version.ts";
import { className } from "../data/classNames.ts";
import { type Category, type DatasetItem, indexDataset } from "../data/datasetIndex.ts";
import { decodeImage } from "../imaging/decode.ts";
import { loadModel } from "../models/loadModel.ts";
import { bundledModelDirectory } from "../models/registry.ts";
import { createRun, createRunAt } from "../runs/createRun.ts";
import { openRun } from "../runs/openRun.ts";
import type { RunDirectory } from "../runs/runDirectory.ts";
import type { RunRecord } from "../runs/runRecord.ts";
import { chooseCategories } from "./chooseCategories.ts";
import { chooseSupports } from "./chooseSupports.ts";
import type { JobContext } from "./jobContext.ts";
import { loadRecordedModel, recordedConfig } from "./recordedModel.ts";
import { reportProblems } from "./reportProblems.ts";
import type { TrainRequest, TrainResult } from "./requests.ts";
import { decodeState, encodeMemory, encodeState } from "./runState.ts";
import { thresholdOf } from "./thresholds.ts";

/** Steps between two saved states. */
const SAVE_EVERY = 10;

/**
 * Learns a run from the normal images of a folder: one model over all its chosen categories.
 *
 * @throws AnopleError for bad input, before anything is written; "cancelled" leaves a run that {@link resumeJob} goes on with
 */
export async function trainJob(request: TrainRequest, context: JobContext): Promise<TrainResult> {
  const config = makeConfig(request.preset, request.settings, request.settingsOrigin);
  context.report({ type: "stage", stage: "Looking at the folder" });
  const index = await indexDataset(request.folder, context.signal);
  reportProblems(index.problems, context.report);
  const categories = chooseCategories(index.categories, request.categories, request.folder);
  const supports = await chooseSupports(categories, request);
  const classes = await readClasses(categories, supports);
  const model = await loadModel(request.model ?? bundledModelDirectory());
  try {
    const network = makeNetwork(model, config);
    // For what it throws: a run made in the place of an earlier one deletes that one's results.
    await embedAnchors(
      network,
      classes.map((c) => c.className),
    );
    const record = {
      engine: ENGINE_VERSION,
      node: process.version,
      onnxruntime: ort.env.versions.node ?? "unknown",
      seed: request.seed,
      draw: request.seed,
      shots: Math.max(...supports.map((items) => items.length)),
      preset: request.preset,
      model: { name: model.config.name, directory: model.directory, fingerprint: model.fingerprint },
      categories: await Promise.all(categories.map((category, i) => describeCategory(category, supports[i]!))),
      config: { ...config },
      command: request.command,
      status: "running" as const,
      step: 0,
      steps: config.steps,
    };
    const slug =
      categories.length === 1 ? path.basename(categories[0]!.name) : path.basename(path.resolve(request.folder));
    const run = request.out
      ? await createRunAt(request.out, record)
      : await createRun(path.join(request.folder, ".anople", "runs"), slug, record);
    return await learn(run, network, classes, freshTrainState(network, request.seed), context);
  } finally {
    await model.close();
  }
}

/**
 * Goes on with a run that was stopped or killed. The result is that of an uninterrupted training.
 *
 * @throws AnopleError("run") when a support image or the model is not what the run began with
 */
export async function resumeJob(location: string, context: JobContext): Promise<TrainResult> {
  const run = await openRun(location, { lock: true });
  try {
    const { record } = run;
    if (record.status === "finished") {
      throw new AnopleError("run", `${run.path} is finished already.`, "Score or evaluate it, or train a new run.");
    }
    const classes = await readRecordedClasses(record, run.path);
    const model = await loadRecordedModel(run, "any");
    try {
      const network = makeNetwork(model, recordedConfig(run));
      const bytes = await run.readState();
      const state = bytes
        ? decodeState(bytes, network, run.file("state.safetensors"))
        : freshTrainState(network, record.seed);
      await run.truncateEvents(state.step);
      await run.update({ status: "running", step: state.step });
      return await learn(run, network, classes, state, context);
    } finally {
      await model.close();
    }
  } finally {
    await run.close();
  }
}

async function learn(
  run: RunDirectory,
  network: Network,
  classes: readonly SupportClass[],
  state: TrainState,
  context: JobContext,
): Promise<TrainResult> {
  const began = Date.now();
  const { seed } = run.record;
  const { signal } = context;
  const save = async () => {
    await run.writeState(encodeState(state));
    await run.update({ step: state.step });
  };
  context.report({ type: "run", path: run.path });
  try {
    context.report({ type: "stage", stage: "Building the training graph" });
    await train(network, classes, state, seed, onStep, signal);
    await save();
    const memories = await remember(network, classes, state, seed, context);
    await run.writeMemory(encodeMemory(memories));
    const thresholds = run.record.categories.map(
      ({ name }, i) => [name, thresholdOf(memories[i]!.normalScores)] as const,
    );
    const finishedAt = new Date().toISOString();
    await run.update({ status: "finished", finishedAt, thresholds: Object.fromEntries(thresholds) });
    return { run: run.path, record: run.record, seconds: (Date.now() - began) / 1000 };
  } catch (error) {
    if (error instanceof AnopleError && error.code === "cancelled") {
      await save();
      await run.update({ status: "stopped" });
    }
    throw error;
  } finally {
    await run.close();
  }

  async function onStep(report: Parameters<Parameters<typeof train>[4]>[0]): Promise<void> {
    const seconds = (Date.now() - began) / 1000;
    const event = { type: "step" as const, steps: network.config.steps, seconds, ...report };
    await run.appendEvent(event);
    if (report.step % SAVE_EVERY === 0) await save();
    context.report(event);
    await context.breathe?.();
  }
}

/** Builds the memory of every class and scores its augmented normals. */
async function remember(
  network: Network,
  classes: readonly SupportClass[],
  { parameters }: TrainState,
  seed: number,
  { report, signal }: JobContext,
): Promise<ClassMemory[]> {
  const stage = "Remembering normal patches";
  report({ type: "stage", stage });
  const prompts = await foldPrompts(
    network,
    parameters,
    classes.map((c) => c.className),
  );
  throwIfCancelled(signal);
  const shots = Math.max(...classes.map((c) => c.images.length));
  const scorer = await createScorer(network, { parameters, prompts }, bankRows(network, shots));
  try {
    const memories: ClassMemory[] = [];
    for (const [i, { images }] of classes.entries()) {
      const banks = await buildBanks(scorer, network, images, shots, signal);
      const normalScores = await scoreNormals(scorer, network, i, images, banks, seed, signal);
      memories.push({ banks, normalScores });
      report({ type: "progress", stage, done: i + 1, total: classes.length });
    }
    return memories;
  } finally {
    await scorer.close();
  }
}

async function readClasses(
  categories: readonly Category[],
  supports: readonly DatasetItem[][],
): Promise<SupportClass[]> {
  return Promise.all(
    categories.map(async ({ name }, i) => ({
      className: className(name),
      images: await Promise.all(supports[i]!.map((item) => decodeImage(item.path))),
    })),
  );
}

async function readRecordedClasses(record: RunRecord, directory: string): Promise<SupportClass[]> {
  return Promise.all(
    record.categories.map(async (category) => ({
      className: category.className,
      images: await Promise.all(
        category.support.map(async (file) => {
          if ((await sha256OfFile(file.path)) !== file.sha256) {
            const message = `${file.path} has changed since ${directory} was begun.`;
            throw new AnopleError("run", message, "Put the original back, or train a new run.");
          }
          return decodeImage(file.path);
        }),
      ),
    })),
  );
}

async function describeCategory(
  category: Category,
  support: readonly DatasetItem[],
): Promise<RunRecord["categories"][number]> {
  return {
    name: category.name,
    className: className(category.name),
    root: category.root,
    support: await Promise.all(
      support.map(async (item) => ({ path: item.path, sha256: await sha256OfFile(item.path) })),
    ),
  };
}
