/** What a model's towers are made of: everything downstream reads sizes from here and hard-codes none. */

/** gelu is the exact (erf) form; quick_gelu is x * sigmoid(1.702 x), as in OpenAI's CLIP. */
export type Activation = "gelu" | "quick_gelu";

export interface VisionConfig {
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
  readonly mlpWidth: number;
  readonly patchSize: number;
  /** The input size in pixels that the position embeddings were trained for. */
  readonly imageSize: number;
  readonly activation: Activation;
  readonly layerNormEps: number;
  /** Whether a layer norm (ln_pre) stands before the first block. */
  readonly preNorm: boolean;
  /** How the family fits position embeddings to another grid. */
  readonly positionInterpolation: "bicubic" | "bicubic-antialias";
}

export interface TextConfig {
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
  readonly mlpWidth: number;
  readonly vocabSize: number;
  readonly contextLength: number;
  readonly activation: Activation;
  readonly layerNormEps: number;
  readonly bosTokenId: number;
  readonly eosTokenId: number;
  readonly padTokenId: number;
}

/** AnoPLe's defaults for a kind of model. */
export interface ModelProfile {
  /**
   * Memory banks: 1-based numbers of the blocks whose patch tokens feed each. A bank's descriptor of a patch is the mean
   * of its L2-normalised tokens, normalised again.
   */
  readonly memoryBanks: readonly (readonly number[])[];
  /** Number of blocks that get prompts of their own (J). */
  readonly promptDepth: number;
}

type ModelFamily = "vision-text-dual-encoder" | "clip" | "open_clip";

/** Three numbers in the order red, green, blue. */
export type PerChannel = readonly [number, number, number];

export interface ModelConfig {
  /** The directory's name. */
  readonly name: string;
  readonly family: ModelFamily;
  readonly vision: VisionConfig;
  readonly text: TextConfig | null;
  /** Width of the space that both towers project to. */
  readonly jointWidth: number;
  /** Default side of the input in pixels, a multiple of the patch size. */
  readonly inputSize: number;
  /** Mean and standard deviation that pixels in 0..1 are normalised with. */
  readonly mean: PerChannel;
  readonly std: PerChannel;
  /** The factor on cosine similarities that the model was trained with (exp of the stored logit_scale). */
  readonly logitScale: number;
  readonly profile: ModelProfile;
}
