import * as v from "valibot";
import { AnopleError } from "../base/errors.ts";
import { DEFECT_KINDS } from "./simulate/defectKinds.ts";

/** A field of the configuration: everything the documentation and the validation need to know about it. */
interface Field<S extends v.GenericSchema> {
  readonly schema: S;
  readonly default: v.InferOutput<S>;
  readonly unit: string;
  readonly meaning: string;
  /** How far the value can be trusted: the tag of method.md, or "measured". */
  readonly source: string;
}

function field<S extends v.GenericSchema>(
  schema: S,
  fallback: v.InferOutput<S>,
  unit: string,
  meaning: string,
  source: string,
): Field<S> {
  return { schema, default: fallback, unit, meaning, source };
}

const whole = (low: number, high: number) => v.pipe(v.number(), v.integer(), v.minValue(low), v.maxValue(high));
const real = (low: number, high: number) => v.pipe(v.number(), v.finite(), v.minValue(low), v.maxValue(high));

/** Every setting of training and scoring, flat. docs/configuration.md is written from this table. */
export const CONFIG_FIELDS = {
  // Prompts
  contextTokens: field(
    whole(1, 16),
    4,
    "tokens",
    "Learnable prompt tokens n in each tower and layer.",
    "UNKNOWN→4, method.md 1.3",
  ),
  promptDepth: field(
    v.nullable(whole(1, 64)),
    null,
    "blocks",
    "Blocks J that get their own prompts; null takes the model profile's.",
    "UNKNOWN→9, method.md 1.5",
  ),
  coupling: field(
    v.picklist(["both", "text-to-image", "image-to-text", "none"]),
    "both",
    "",
    "Direction in which prompts are projected into the other tower.",
    "STATED-2, method.md 1.5",
  ),
  // Views
  localViews: field(
    whole(0, 4),
    2,
    "views",
    "Quarters of the double-size picture used beside the whole one in a step, drawn anew each step.",
    "STATED-2 has 4, sketch measured 2; method.md 1.6",
  ),
  scalePrefix: field(
    v.boolean(),
    true,
    "",
    "A learnable token tells the tower which view it sees.",
    "STATED-2, method.md 1.6",
  ),
  viewSize: field(
    v.nullable(whole(16, 2048)),
    null,
    "px",
    "Side of a view; null takes the model's input size.",
    "STATED-2, method.md 1.6",
  ),
  // Simulated anomalies
  defectKinds: field(
    v.pipe(v.array(v.picklist(DEFECT_KINDS)), v.minLength(1)),
    [...DEFECT_KINDS],
    "",
    "Kinds of defect that are simulated in pixels.",
    "INFERRED (CODE-D), method.md 1.7",
  ),
  defectMinArea: field(real(0, 0.5), 0.0005, "share of the picture", "Smallest simulated defect.", "our choice"),
  defectMaxArea: field(real(0, 1), 0.08, "share of the picture", "Largest simulated defect.", "our choice"),
  defectStrength: field(real(0.1, 2), 1, "", "Contrast of simulated defects; 1 is the measured setting.", "our choice"),
  defectsOnForeground: field(
    v.boolean(),
    true,
    "",
    "Keep simulated defects on the part when it stands out from a plain background.",
    "INFERRED (MemSeg), method.md 1.7",
  ),
  rotateSupport: field(
    v.picklist(["never", "sometimes"]),
    "sometimes",
    "",
    "Turn the support image by a random angle in a third of the steps.",
    "measured with an independent PyTorch sketch",
  ),
  latentNoise: field(
    real(0, 4),
    0.5,
    "× rms of the feature",
    "Noise on the global feature that makes a latent anomaly; 0 turns it off.",
    "UNKNOWN→0.5, method.md 1.7",
  ),
  // Losses
  temperature: field(
    real(0.005, 1),
    0.07,
    "",
    "τ in softmax(similarity / τ), in training and scoring.",
    "UNKNOWN→0.07, method.md 1.9",
  ),
  diceWeight: field(real(0, 10), 1, "", "Weight of the Dice loss.", "STATED-2, method.md 1.9"),
  focalWeight: field(real(0, 10), 1, "", "Weight of the focal loss.", "STATED-2, method.md 1.9"),
  imageWeight: field(real(0, 10), 1, "", "Weight of the image-level cross-entropy.", "STATED-2, method.md 1.9"),
  latentWeight: field(
    real(0, 10),
    0.1,
    "",
    "Weight of the losses on latent anomalies. Low: the two-way logit is linear without a bias, so it can hardly tell noise on the global feature.",
    "measured, method.md 1.9",
  ),
  alignWeight: field(
    real(0, 10),
    1,
    "",
    "Weight of the alignment of local evidence with the global feature.",
    "STATED-2, method.md 1.9",
  ),
  // Optimisation
  optimiser: field(v.picklist(["adamw", "sgd"]), "adamw", "", "Update rule.", "UNKNOWN, method.md 1.10"),
  learningRate: field(real(1e-6, 1), 2e-3, "", "Peak learning rate.", "measured with an independent PyTorch sketch"),
  finalLearningRate: field(
    real(0, 1),
    1e-5,
    "",
    "Learning rate that the cosine schedule ends at.",
    "INFERRED (CODE-P), method.md 1.10",
  ),
  warmup: field(real(0, 0.5), 0.05, "share of the steps", "Linear warm-up.", "UNKNOWN, method.md 1.10"),
  weightDecay: field(real(0, 1), 1e-4, "", "Decoupled with AdamW, L2 with SGD.", "UNKNOWN, method.md 1.10"),
  momentum: field(real(0, 1), 0.9, "", "SGD's momentum.", "INFERRED (CODE-P), method.md 1.10"),
  gradientClip: field(
    real(0, 1000),
    1,
    "",
    "Largest norm of the whole gradient; 0 turns clipping off.",
    "our choice, method.md 1.10",
  ),
  steps: field(
    whole(0, 100_000),
    200,
    "steps",
    "A step shows one normal picture and one simulated anomaly, each in all its views.",
    "measured with an independent PyTorch sketch",
  ),
  microBatch: field(
    whole(1, 64),
    3,
    "views",
    "Views in one run of the graph; gradients add up exactly, memory grows with it.",
    "measured",
  ),
  // Decoder
  decoderWidth: field(
    whole(4, 1024),
    64,
    "channels",
    "Width of the decoder's bottleneck (a quarter of the joint width).",
    "UNKNOWN, method.md 1.8 option A",
  ),
  // Memory and fusion
  memoryEncoder: field(
    v.picklist(["frozen", "prompted"]),
    "frozen",
    "",
    "Tower that makes the memory's patch features: without or with the learned prompts.",
    "UNKNOWN, method.md 1.11",
  ),
  memoryRotations: field(
    whole(1, 36),
    8,
    "copies",
    "Rotated copies of each support image in the memory, the upright one included.",
    "measured with an independent PyTorch sketch",
  ),
  topPatches: field(
    whole(1, 100),
    3,
    "patches",
    "An image's score from a map is the mean of its highest patches.",
    "measured with an independent PyTorch sketch",
  ),
  fusion: field(
    v.picklist(["harmonic", "sum"]),
    "harmonic",
    "",
    "How prompt score, decoder and memory become one score and map.",
    "harmonic: STATED-2, method.md 1.11; sum: our choice",
  ),
  smoothing: field(
    real(0, 32),
    4,
    "px of a 256 px map",
    "Sigma of the Gaussian that smooths a map before it is enlarged.",
    "INFERRED (CODE-P), method.md 1.11",
  ),
} as const;

type Fields = typeof CONFIG_FIELDS;

/** The configuration of a run. Field meanings: {@link CONFIG_FIELDS}. */
export type Config = { -readonly [K in keyof Fields]: v.InferOutput<Fields[K]["schema"]> };

/** Named sets of settings; what is not listed has its default. The reasons stand in docs/configuration.md. */
export const PRESETS = {
  fast: { steps: 60, localViews: 1 },
  balanced: {},
  thorough: { steps: 600, localViews: 4 },
} as const satisfies Record<string, Partial<Config>>;

export type PresetName = keyof typeof PRESETS;

/**
 * Completes and checks a configuration.
 *
 * @param origin the file or flag that the values come from, for messages
 * @throws AnopleError("usage") that names the field when one is unknown or out of range
 */
export function makeConfig(preset: PresetName, changes: Readonly<Record<string, unknown>>, origin: string): Config {
  const values: Record<string, unknown> = {};
  for (const [name, { default: value }] of Object.entries(CONFIG_FIELDS)) values[name] = value;
  Object.assign(values, PRESETS[preset]);
  for (const [name, value] of Object.entries(changes)) {
    const known = (CONFIG_FIELDS as Record<string, Field<v.GenericSchema>>)[name];
    if (!known || !Object.hasOwn(CONFIG_FIELDS, name)) {
      throw new AnopleError(
        "usage",
        `${origin}: there is no setting "${name}".`,
        "docs/configuration.md lists all of them.",
      );
    }
    const result = v.safeParse(known.schema, value);
    if (!result.success) {
      throw new AnopleError("usage", `${origin}: "${name}": ${result.issues[0].message}.`, known.meaning);
    }
    values[name] = result.output;
  }
  const config = values as Config;
  refuseCrossed(config, "defectMinArea", "defectMaxArea", origin);
  refuseCrossed(config, "finalLearningRate", "learningRate", origin);
  return config;
}

function refuseCrossed(config: Config, low: keyof Config, high: keyof Config, origin: string): void {
  if (Number(config[low]) <= Number(config[high])) return;
  const message = `${origin}: "${low}" (${config[low]}) is larger than "${high}" (${config[high]}).`;
  throw new AnopleError("usage", message, "Lower the first or raise the second.");
}
