import * as ort from "onnxruntime-node";
import { AnopleError } from "../base/errors.ts";
import { encodeOnnxModel, type OnnxModel } from "../graph/onnxModel.ts";

/** A value for one input. */
interface Fed<Data> {
  readonly data: Data;
  readonly shape: readonly number[];
}

/** One run's inputs by name; a Uint8Array feeds an input of bytes. */
export type Feeds = Readonly<Record<string, Fed<Float32Array | Uint8Array>>>;
export type FloatFeeds = Readonly<Record<string, Fed<Float32Array>>>;

/** A graph that can be run. */
export interface Session {
  /** Runs the graph once. Results are the session's own copies. */
  run(feeds: Feeds): Promise<Record<string, Float32Array>>;
  /** Frees the native memory; the session can't be used afterwards. */
  close(): Promise<void>;
}

/**
 * Compiles a graph with onnxruntime on the CPU. The encoded graph is garbage as soon as this returns: onnxruntime holds
 * the only copy of the frozen weights.
 *
 * @param threads 0 lets onnxruntime use every physical core
 */
export async function createSession(model: OnnxModel, threads = 0): Promise<Session> {
  return createSessionFrom(encodeOnnxModel(model), threads);
}

/** Compiles an encoded ONNX file. */
export async function createSessionFrom(file: Uint8Array, threads = 0): Promise<Session> {
  const session = await ort.InferenceSession.create(file, {
    executionProviders: ["cpu"],
    graphOptimizationLevel: "all",
    intraOpNumThreads: threads,
    logSeverityLevel: 3,
  }).catch((cause: unknown) => {
    throw new AnopleError("model", "onnxruntime could not build the graph.", "This is a bug or too little memory.", {
      cause,
    });
  });
  return {
    async run(feeds) {
      const inputs: Record<string, ort.Tensor> = {};
      for (const [name, { data, shape }] of Object.entries(feeds)) {
        inputs[name] =
          data instanceof Uint8Array ? new ort.Tensor("uint8", data, shape) : new ort.Tensor("float32", data, shape);
      }
      const outputs = await session.run(inputs);
      return Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, tensor.data as Float32Array]));
    },
    close: () => session.release(),
  };
}
