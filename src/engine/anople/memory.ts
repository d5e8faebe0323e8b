import { throwIfCancelled } from "../base/errors.ts";
import { Random } from "../base/random.ts";
import type { RgbImage } from "../imaging/image.ts";
import { borderColour, rotateImage } from "../imaging/rotate.ts";
import { augmentNormal } from "./augmentNormal.ts";
import type { Network } from "./network.ts";
import type { Scorer } from "./scorer.ts";
import { toSupportSize } from "./stepViews.ts";

/** One bank of normal patches: unit vectors, [rows, width]. */
export interface MemoryBank {
  readonly data: Float32Array;
  readonly width: number;
}

/** What a class's pictures are compared with. */
export interface ClassMemory {
  /** One bank for each of the model profile's groups of blocks. */
  readonly banks: readonly MemoryBank[];
  /** Fused scores of normal pictures that thresholds are taken from, see {@link scoreNormals}. */
  readonly normalScores: Float32Array;
}

/** Augmented copies of each support image that are scored for thresholds. */
export const AUGMENTED_COPIES = 16;

/** Rows of each bank of a class with `shots` support images. */
export function bankRows(network: Network, shots: number): number {
  return shots * network.config.memoryRotations * network.grid ** 2;
}

/**
 * Fills the banks with the patches of the support images and their rotated copies, support after support. Classes with
 * fewer images than `shots` repeat theirs, which changes no nearest neighbour. method.md 1.11
 */
export async function buildBanks(
  scorer: Scorer,
  network: Network,
  supports: readonly RgbImage[],
  shots: number,
  signal?: AbortSignal,
): Promise<MemoryBank[]> {
  const { config, model } = network;
  const { width } = model.config.vision;
  const banks = model.config.profile.memoryBanks.map(() => ({
    data: new Float32Array(bankRows(network, shots) * width),
    width,
  }));
  let offset = 0;
  for (let i = 0; i < shots; i++) {
    const support = toSupportSize(supports[i % supports.length]!, network.viewSize);
    const fill = borderColour(support);
    for (let turn = 0; turn < config.memoryRotations; turn++) {
      throwIfCancelled(signal);
      const described = await scorer.describe(rotateImage(support, (360 * turn) / config.memoryRotations, fill));
      for (const [bank, rows] of described.entries()) banks[bank]!.data.set(rows, offset);
      offset += described[0]!.length;
    }
  }
  return banks;
}

/**
 * Scores of normal pictures made from the support alone: augmented copies of each support image, each compared with the
 * other support images where there are any (leave one out), otherwise with the whole memory. With one support image the
 * scores are therefore lower than those of unseen normal pictures.
 */
export async function scoreNormals(
  scorer: Scorer,
  network: Network,
  classIndex: number,
  supports: readonly RgbImage[],
  banks: readonly MemoryBank[],
  seed: number,
  signal?: AbortSignal,
): Promise<Float32Array> {
  const scores: number[] = [];
  for (const [i, image] of supports.entries()) {
    const random = Random.for(seed, `normals:${classIndex}:${i}`);
    const support = toSupportSize(image, network.viewSize);
    const others = supports.length > 1 ? banks.map((bank) => withoutSupport(bank, i, supports.length)) : banks;
    for (let copy = 0; copy < AUGMENTED_COPIES; copy++) {
      throwIfCancelled(signal);
      scores.push((await scorer.score(augmentNormal(support, random), classIndex, others)).score);
    }
  }
  return Float32Array.from(scores);
}

/** The bank with the rows of support image `index` overwritten by those of its neighbour. */
function withoutSupport({ data, width }: MemoryBank, index: number, supports: number): MemoryBank {
  const copy = data.slice();
  const size = data.length / supports;
  const neighbour = (index + 1) % supports;
  copy.set(data.subarray(neighbour * size, (neighbour + 1) * size), index * size);
  return { data: copy, width };
}
