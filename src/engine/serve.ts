import path from "node:path";
import { setTimeout } from "node:timers/promises";
import type { ENGINE } from "../protocol/engine.ts";
import type { CallContext, Handlers } from "../protocol/method.ts";
import { AnopleError, throwIfCancelled } from "./base/errors.ts";
import { limitConcurrency } from "./base/limitConcurrency.ts";
import { commandOf } from "./jobs/commandOf.ts";
import type { JobContext, JobEvent } from "./jobs/jobContext.ts";

export type LogLevel = "debug" | "info" | "warn" | "error";

export interface EngineOptions {
  /** In a workspace that is not trusted: nothing is trained, and the bundled model is the only one that is loaded. */
  readonly restricted: boolean;
  log(level: LogLevel, message: string): void;
}

export interface Engine {
  readonly handlers: Handlers<typeof ENGINE>;
  /** Resolves when no call is worked on. */
  idle(): Promise<void>;
}

/** What takes minutes and the processor. */
const HEAVY: ReadonlySet<string> = new Set(["train", "resume", "evaluate", "score", "estimateTraining"]);

/** Longest time in which heavy work, between two pieces, waits for other calls. */
const BREATH_MS = 200;

/** Decoded images are large; more at a time would only wait for the same cores. */
const PICTURES_AT_A_TIME = 4;

/** All that the engine process does. What a call needs is loaded with the first one, so that listing runs loads nothing native. */
export function createEngine({ restricted, log }: EngineOptions): Engine {
  const calls = new Set<{ readonly method: string; readonly done: Promise<unknown> }>();

  const breathe = async () => {
    const until = performance.now() + BREATH_MS;
    const isAwaited = () => [...calls].some(({ method }) => !HEAVY.has(method));
    while (isAwaited() && performance.now() < until) await setTimeout(2);
  };
  const handlers = createHandlers(restricted, breathe);

  const watch = (method: string, handle: (params: never, context: never) => unknown) => {
    return async (params: never, context: never) => {
      const began = performance.now();
      const done = (async () => handle(params, context))();
      const call = { method, done };
      calls.add(call);
      try {
        const result = await done;
        log("debug", `${method} took ${Math.round(performance.now() - began)} ms.`);
        return result;
      } catch (error) {
        if (error instanceof AnopleError) {
          const level = error.code === "cancelled" ? "debug" : "warn";
          log(level, `${method}: ${error.code}: ${error.message} ${error.hint}`);
        }
        throw error; // the channel tells of bugs
      } finally {
        calls.delete(call);
      }
    };
  };
  const watched = Object.entries(handlers).map(([method, handle]) => [method, watch(method, handle)]);
  return {
    handlers: Object.fromEntries(watched),
    idle: async () => {
      await Promise.allSettled([...calls].map(({ done }) => done));
    },
  };
}

function createHandlers(restricted: boolean, breathe: () => Promise<void>): Handlers<typeof ENGINE> {
  const allowed = restricted ? "bundled" : "any";
  const trainedRuns = once(async () => (await import("./jobs/trainedRuns.ts")).keepLastOpen(allowed));
  const evaluatedRuns = once(async () => (await import("./jobs/evaluatedRuns.ts")).keepEvaluatedRuns());
  const pictures = limitConcurrency(PICTURES_AT_A_TIME);
  const picture = <T>({ signal }: CallContext<never>, draw: () => Promise<T>) =>
    pictures(async () => {
      throwIfCancelled(signal);
      return draw();
    });
  const jobContext = ({ signal, report }: CallContext<JobEvent>): JobContext => {
    return { signal, report: (event) => report(event), breathe };
  };
  const refuseRestricted = (what: string) => {
    if (!restricted) return;
    throw new AnopleError("untrusted", `${what} needs a trusted workspace.`, "Trust the workspace and try again.");
  };

  return {
    findDatasets: async ({ folders }, { signal }) => {
      return (await import("./jobs/datasets.ts")).findDatasets(folders, signal);
    },
    listImages: async ({ root }, { signal }) => (await import("./jobs/datasets.ts")).listImages(root, signal),
    planTraining: async (params, { signal }) => {
      return (await import("./jobs/planTraining.ts")).planTraining(defined(params), signal);
    },
    listModels: async ({ directories }) => {
      const listed = await (await import("./models/registry.ts")).listModels(directories);
      return listed.map(({ directory, bundled, bytes, problem }) => {
        return { directory, isBundled: bundled, name: path.basename(directory), bytes, problem };
      });
    },
    estimateTraining: async (params, { signal }) => {
      if (params.model !== undefined) refuseRestricted("Loading another model than the bundled one");
      return (await import("./jobs/estimateTraining.ts")).estimateTraining(defined(params), signal);
    },
    train: async (params, context) => {
      refuseRestricted("Training");
      const request = { ...defined(params), settingsOrigin: "Settings" };
      const job = { ...request, command: commandOf(request) };
      const { run } = await (await import("./jobs/train.ts")).trainJob(job, jobContext(context));
      return { run };
    },
    resume: async ({ run: location }, context) => {
      refuseRestricted("Training");
      const { run } = await (await import("./jobs/train.ts")).resumeJob(location, jobContext(context));
      return { run };
    },
    score: async (params, context) => {
      const { rule, out, ...request } = defined(params);
      const { scoreJob } = await import("./jobs/score.ts");
      const { scoresCsv } = await import("./jobs/scoresCsv.ts");
      const { writeInNewFolder } = await import("./jobs/writeInNewFolder.ts");
      const wanted = { ...request, ...(rule && { threshold: rule }) };
      const images = await scoreJob(wanted, jobContext(context), await trainedRuns());
      const file = path.resolve(out);
      await writeInNewFolder(file, new TextEncoder().encode(scoresCsv(images)));
      return { images, out: file };
    },
    inspect: async (params) => {
      const { inspectImage } = await import("./jobs/inspectImage.ts");
      return inspectImage(defined(params), await trainedRuns(), await evaluatedRuns());
    },
    evaluate: async ({ run, folder }, context) => {
      const { evaluateJob } = await import("./jobs/evaluate.ts");
      const { readResults } = await import("./jobs/readResults.ts");
      await evaluateJob({ run, folder, writeMaps: false }, jobContext(context), await trainedRuns());
      return (await readResults(run))!;
    },
    readRuns: async ({ runs }) => (await import("./jobs/summariseRuns.ts")).summariseRuns(runs),
    listRuns: async ({ folders }) => (await import("./jobs/summariseRuns.ts")).summariseRunsIn(folders),
    readRun: async ({ run }) => (await import("./jobs/readRun.ts")).readRunDetails(run),
    readResults: async ({ run }) => (await import("./jobs/readResults.ts")).readResults(run),
    thumbnail: ({ path: file, side }, context) =>
      picture(context, async () => (await import("./jobs/smallPicture.ts")).smallPicture(file, side)),
    mapThumbnail: (params, context) =>
      picture(context, async () => (await import("./jobs/mapPicture.ts")).mapPicture(await evaluatedRuns(), params)),
    diagnostics: async () => ({
      ...(await import("./jobs/diagnose.ts")).diagnose(),
      mode: restricted ? "restricted" : "trusted",
    }),
  };
}

/** Makes something when it is first asked for. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** Says in its type that what is missing is missing, not undefined: messages carry no undefined fields. */
function defined<T extends object>(params: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const given = Object.entries(params).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as { [K in keyof T]: Exclude<T[K], undefined> };
}
