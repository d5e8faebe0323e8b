import type { ClassMemory } from "../anople/memory.ts";
import type { Network } from "../anople/network.ts";
import type { TrainState } from "../anople/trainer.ts";
import { AnopleError } from "../base/errors.ts";
import { decodeSafetensors, encodeSafetensors, type FloatTensor, type SafetensorsFile } from "../base/safetensors.ts";

/**
 * The two tensor files of a run.
 *
 * - state.safetensors: `parameter:<name>`, `first:<name>`, `second:<name>` (optimiser) and the step as metadata
 * - memory.safetensors: `bank:<category>:<i>` and `normals:<category>`, categories and banks by number
 */
export function encodeState({ step, parameters, optimiser }: TrainState): Uint8Array {
  const tensors: Record<string, FloatTensor> = {};
  for (const [name, { shape, data }] of Object.entries(parameters)) {
    tensors[`parameter:${name}`] = { shape, data };
    tensors[`first:${name}`] = { shape, data: optimiser.first[name]! };
    tensors[`second:${name}`] = { shape, data: optimiser.second[name]! };
  }
  return encodeSafetensors(tensors, { step: String(step) });
}

/** @throws AnopleError("run") naming the file and the tensor when it does not fit the network */
export function decodeState(bytes: Uint8Array, network: Network, file: string): TrainState {
  const { tensors, metadata } = decodeSafetensors(bytes, file, "run");
  const step = Number(metadata.step);
  if (!Number.isSafeInteger(step) || step < 0 || step > network.config.steps) {
    throw new AnopleError("run", `${file}: metadata "step" is ${metadata.step}.`, RETRAIN);
  }
  const read = (kind: string) =>
    Object.fromEntries(network.specs.map(({ name, shape }) => [name, take(tensors, `${kind}:${name}`, shape, file)]));
  const values = (kind: string) =>
    Object.fromEntries(Object.entries(read(kind)).map(([name, { data }]) => [name, data]));
  return { step, parameters: read("parameter"), optimiser: { first: values("first"), second: values("second") } };
}

export function encodeMemory(memories: readonly ClassMemory[]): Uint8Array {
  const tensors: Record<string, FloatTensor> = {};
  memories.forEach(({ banks, normalScores }, category) => {
    banks.forEach(({ data, width }, i) => {
      tensors[`bank:${category}:${i}`] = { shape: [data.length / width, width], data };
    });
    tensors[`normals:${category}`] = { shape: [normalScores.length], data: normalScores };
  });
  return encodeSafetensors(tensors);
}

/** @throws AnopleError("run") naming the file and the tensor when it does not fit the network */
export function decodeMemory(
  bytes: Uint8Array,
  network: Network,
  rows: number,
  categories: number,
  file: string,
): ClassMemory[] {
  const { tensors } = decodeSafetensors(bytes, file, "run");
  const { vision, profile } = network.model.config;
  return Array.from({ length: categories }, (_, category) => ({
    banks: profile.memoryBanks.map((_, i) => ({
      data: take(tensors, `bank:${category}:${i}`, [rows, vision.width], file).data,
      width: vision.width,
    })),
    normalScores: take(tensors, `normals:${category}`, null, file).data,
  }));
}

/** Of each category, what {@link encodeMemory} keeps for thresholds; the banks are not read. */
export async function readNormalScores(file: SafetensorsFile, categories: number): Promise<Float32Array[]> {
  const scores: Float32Array[] = [];
  for (let i = 0; i < categories; i++) scores.push((await file.read(`normals:${i}`)).data);
  return scores;
}

const RETRAIN = "The file is damaged or of another run; train again.";

function take(
  tensors: ReadonlyMap<string, FloatTensor>,
  name: string,
  shape: readonly number[] | null,
  file: string,
): FloatTensor {
  const tensor = tensors.get(name);
  if (!tensor) throw new AnopleError("run", `${file}: the tensor "${name}" is missing.`, RETRAIN);
  if (shape && String(tensor.shape) !== String(shape)) {
    throw new AnopleError("run", `${file}: the tensor "${name}" has shape [${tensor.shape}], not [${shape}].`, RETRAIN);
  }
  return tensor;
}
