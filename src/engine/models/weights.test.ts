import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { decodeSafetensors, encodeSafetensors, type FloatTensor } from "../base/safetensors.ts";
import { loadModel, type Model } from "./loadModel.ts";
import type { Activation } from "./modelConfig.ts";
import { positionEmbedding } from "./positions.ts";
import { patchTokens } from "./preprocess.ts";
import { bundledModelDirectory } from "./registry.ts";
import { GOLDEN_MODELS, imageFromTensor, inHalfPrecision, openGolden } from "./testSupport.ts";
import { weightShapes } from "./weightShapes.ts";

// A transformer in the plainest words, over the canonical weights: it agrees with the reference libraries only if every weight
// stands under the right name and the right way round. Activations are lists of rows.
type Row = Float64Array<ArrayBuffer>;
type Rows = Row[];

function linear(x: Rows, { shape, data }: FloatTensor, bias?: FloatTensor): Rows {
  const [inputs = 0, outputs = 0] = shape;
  return x.map((row) => {
    const out = bias ? Float64Array.from(bias.data) : new Float64Array(outputs);
    for (let i = 0; i < inputs; i++) for (let j = 0; j < outputs; j++) out[j]! += row[i]! * data[i * outputs + j]!;
    return out;
  });
}

function layerNorm(x: Rows, weight: FloatTensor, bias: FloatTensor, eps: number): Rows {
  return x.map((row) => {
    const mean = row.reduce((a, b) => a + b, 0) / row.length;
    const variance = row.reduce((a, b) => a + (b - mean) ** 2, 0) / row.length;
    return row.map((value, i) => ((value - mean) / Math.sqrt(variance + eps)) * weight.data[i]! + bias.data[i]!);
  });
}

/** erf by its Maclaurin series, which converges for all arguments and is exact enough below 4. */
function erf(x: number): number {
  if (Math.abs(x) > 4) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; n < 80; n++) {
    term *= -(x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

function activate(x: number, kind: Activation): number {
  return kind === "gelu" ? 0.5 * x * (1 + erf(x / Math.SQRT2)) : x / (1 + Math.exp(-1.702 * x));
}

function attention(qkv: Rows, heads: number, causal: boolean): Rows {
  const width = qkv[0]!.length / 3;
  const size = width / heads;
  return qkv.map((query, t) => {
    const out = new Float64Array(width);
    const keys = causal ? qkv.slice(0, t + 1) : qkv;
    for (let h = 0; h < width; h += size) {
      const logits = keys.map((key) => {
        let dot = 0;
        for (let j = h; j < h + size; j++) dot += query[j]! * key[width + j]!;
        return Math.exp(dot / Math.sqrt(size));
      });
      const total = logits.reduce((a, b) => a + b, 0);
      keys.forEach((key, s) => {
        for (let j = h; j < h + size; j++) out[j]! += (logits[s]! / total) * key[2 * width + j]!;
      });
    }
    return out;
  });
}

async function block(model: Model, tower: "vision" | "text", index: number, x: Rows): Promise<Rows> {
  const { heads, layerNormEps, activation } = model.config[tower]!;
  const get = (name: string) => model.weights.get(`${tower}.blocks.${index}.${name}`);
  const map = async (rows: Rows, name: string) => linear(rows, await get(`${name}.weight`), await get(`${name}.bias`));
  const norm = async (rows: Rows, name: string) =>
    layerNorm(rows, await get(`${name}.weight`), await get(`${name}.bias`), layerNormEps);
  const add = (a: Rows, b: Rows, scale: FloatTensor) =>
    a.map((row, t) => row.map((value, j) => value + b[t]![j]! * scale.data[j]!));
  const attended = attention(await map(await norm(x, "norm1"), "qkv"), heads, tower === "text");
  const middle = add(x, await map(attended, "out"), await get("scale1"));
  const hidden = (await map(await norm(middle, "norm2"), "fc1")).map((row) => row.map((v) => activate(v, activation)));
  return add(middle, await map(hidden, "fc2"), await get("scale2"));
}

async function project(model: Model, tower: "vision" | "text", x: Rows): Promise<Rows> {
  const [weight, bias] = [
    await model.weights.get(`${tower}.norm.weight`),
    await model.weights.get(`${tower}.norm.bias`),
  ];
  return linear(
    layerNorm(x, weight, bias, model.config[tower]!.layerNormEps),
    await model.weights.get(`${tower}.projection`),
  );
}

/** The input of the first block for an image tensor [1, 3, size, size]. */
async function embedImage(model: Model, tensor: FloatTensor): Promise<Rows> {
  const { config, weights } = model;
  const { patchSize, width, preNorm, layerNormEps } = config.vision;
  const side = tensor.shape[2]! / patchSize;
  const inputs = 3 * patchSize ** 2;
  const patches = new Float32Array(side * side * inputs);
  patchTokens(imageFromTensor(tensor, config), config, patches, 0);
  const rows = Array.from({ length: side * side }, (_, i) =>
    Float64Array.from(patches.subarray(i * inputs, (i + 1) * inputs)),
  );
  const positions = await positionEmbedding(weights, config, side, side);
  const tokens = [
    Float64Array.from((await weights.get("vision.class")).data),
    ...linear(rows, await weights.get("vision.patch.weight"), await weights.get("vision.patch.bias")),
  ].map((row, t) => row.map((value, j) => value + positions[t * width + j]!));
  if (!preNorm) return tokens;
  return layerNorm(
    tokens,
    await weights.get("vision.preNorm.weight"),
    await weights.get("vision.preNorm.bias"),
    layerNormEps,
  );
}

async function textTower(model: Model, ids: number[]): Promise<{ hidden: Rows[]; features: Row }> {
  const { width, layers, eosTokenId } = model.config.text!;
  const token = (await model.weights.get("text.token")).data;
  const position = (await model.weights.get("text.position")).data;
  const hidden = [
    ids.map((id, t) =>
      Float64Array.from({ length: width }, (_, j) => token[id * width + j]! + position[t * width + j]!),
    ),
  ];
  for (let i = 0; i < layers; i++) hidden.push(await block(model, "text", i, hidden[i]!));
  const end = ids.indexOf(eosTokenId);
  return { hidden, features: (await project(model, "text", [hidden[layers]![end]!]))[0]! };
}

/** Rows against a slice of a reference tensor: largest difference relative to the reference's root mean square. */
function assertClose(actual: Rows, expected: Float32Array, tolerance: number, what: string): void {
  const flat = actual.flatMap((row) => [...row]);
  assert.equal(flat.length, expected.length, what);
  const rms = Math.sqrt(expected.reduce((a, b) => a + b * b, 0) / expected.length);
  const worst = flat.reduce((a, value, i) => Math.max(a, Math.abs(value - expected[i]!)), 0) / rms;
  assert.ok(worst < tolerance, `${what}: off by ${worst} of the root mean square`);
}

let folder = "";
before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "weights-"));
});
after(() => rm(folder, { recursive: true }));

for (const name of ["tiny-clip-gelu", "tiny-clip-quick_gelu", "tiny-open-clip"])
  test(`${name}: both towers compute what the reference library computes`, async () => {
    const model = await loadModel(path.join(GOLDEN_MODELS, name));
    const golden = await openGolden(name);
    const vision = [await embedImage(model, await golden.read("image"))];
    for (let i = 0; i < model.config.vision.layers; i++) vision.push(await block(model, "vision", i, vision[i]!));
    if (golden.has("vision.hidden")) {
      const expected = (await golden.read("vision.hidden")).data;
      const size = expected.length / vision.length;
      vision.forEach((rows, i) => {
        assertClose(rows, expected.subarray(i * size, (i + 1) * size), 1e-4, `image tower, hidden state ${i}`);
      });
    }
    const pooled = await project(model, "vision", vision.at(-1)!.slice(0, 1));
    assertClose(pooled, (await golden.read("image.features")).data, 1e-4, "image features");

    const ids = await golden.readInts("text.ids");
    const length = ids.length / 2;
    const texts = [
      await textTower(model, [...ids.subarray(0, length)]),
      await textTower(model, [...ids.subarray(length)]),
    ];
    if (golden.has("text.hidden")) {
      const hidden = texts[0]!.hidden.flatMap((rows, i) => [...rows, ...texts[1]!.hidden[i]!]);
      assertClose(hidden, (await golden.read("text.hidden")).data, 1e-4, "text tower, all hidden states");
    }
    assertClose(
      texts.map(({ features }) => features),
      (await golden.read("text.features")).data,
      1e-4,
      "text features",
    );
    await golden.close();
    await model.close();
  });

test("anople-mini: patches with positions at 224 and 448 px, then block, norm and projection", async () => {
  const model = inHalfPrecision(await loadModel(bundledModelDirectory()));
  const golden = await openGolden("anople-mini");
  const { width, layers } = model.config.vision;
  for (const size of [224, 448]) {
    const hidden = (await golden.read(`hidden.${size}`)).data;
    const first = await embedImage(model, await golden.read(`image.${size}`));
    const kept = (rows: Rows) => [0, 1, 2, 100, -1].map((t) => rows.at(t)!);
    assertClose(kept(first), hidden.subarray(0, 5 * width), 1e-4, `hidden state 0 at ${size}`);
    if (size === 224)
      assertClose(
        kept(await block(model, "vision", 0, first)),
        hidden.subarray(5 * width, 10 * width),
        1e-4,
        "hidden state 1",
      );
    const lastRows = Array.from({ length: 3 }, (_, t) =>
      Float64Array.from(hidden.subarray((layers * 5 + t) * width, (layers * 5 + t + 1) * width)),
    );
    const features = (await golden.read(`features.${size}`)).data.subarray(0, 3 * model.config.jointWidth);
    assertClose(await project(model, "vision", lastRows), features, 1e-4, `features at ${size}`);
  }
  await golden.close();
  await model.close();
});

test("anople-mini: text features", async () => {
  const model = inHalfPrecision(await loadModel(bundledModelDirectory()));
  const golden = await openGolden("anople-mini");
  const ids = [...(await golden.readInts("text.ids"))].slice(0, 15);
  const features = (await golden.read("text.features")).data.subarray(0, model.config.jointWidth);
  assertClose([(await textTower(model, ids)).features], features, 1e-4, "first caption");
  await golden.close();
  await model.close();
});

/** A copy of a tiny model whose tensors `edit` may change. */
async function edited(name: string, edit: (tensors: Map<string, FloatTensor>) => void): Promise<string> {
  const copy = await mkdtemp(path.join(folder, "model-"));
  await cp(path.join(GOLDEN_MODELS, name), copy, { recursive: true });
  const file = path.join(copy, name === "tiny-open-clip" ? "open_clip_model.safetensors" : "model.safetensors");
  const { tensors } = decodeSafetensors(await readFile(file), file);
  edit(tensors);
  await writeFile(file, encodeSafetensors(Object.fromEntries(tensors)));
  return copy;
}

test("every canonical tensor has the shape that is promised", async () => {
  const model = await loadModel(path.join(GOLDEN_MODELS, "tiny-clip-gelu"));
  for (const [name, shape] of weightShapes(model.config)) {
    const tensor = await model.weights.get(name);
    assert.deepEqual(tensor.shape, shape, name);
    assert.equal(
      tensor.data.length,
      shape.reduce((a, b) => a * b, 1),
      name,
    );
  }
  await assert.rejects(model.weights.get("vision.blocks.3.out.weight"), RangeError);
  await model.close();
});

test("a missing tensor is named, with its file, when the model is loaded", async () => {
  const missing = "text_model.encoder.layers.2.mlp.fc1.weight";
  const copy = await edited("tiny-clip-gelu", (tensors) => tensors.delete(missing));
  await assert.rejects(loadModel(copy), (error: Error & { code?: string }) => {
    assert.equal(error.code, "model");
    assert.ok(
      error.message.includes(path.join(copy, "model.safetensors")) && error.message.includes(missing),
      error.message,
    );
    return true;
  });
});

test("a tensor of another shape is named, with both shapes", async () => {
  const wrong = "visual.transformer.resblocks.1.mlp.c_proj.weight";
  const copy = await edited("tiny-open-clip", (tensors) => {
    tensors.set(wrong, { shape: [512, 128], data: new Float32Array(512 * 128) });
  });
  await assert.rejects(loadModel(copy), (error: Error & { code?: string }) => {
    assert.equal(error.code, "model");
    for (const part of [copy, wrong, "[512, 128]", "[128, 512]"])
      assert.ok(error.message.includes(part), error.message);
    return true;
  });
});

test("nested, flat and prefixed names of other library versions give the same weights", async () => {
  const rename = (from: RegExp, to: string) => (tensors: Map<string, FloatTensor>) => {
    for (const [name, tensor] of [...tensors])
      if (from.test(name)) {
        tensors.delete(name);
        tensors.set(name.replace(from, to), tensor);
      }
  };
  const textOfOpenClip = /^(?=transformer|ln_final|positional|text_projection|token)/;
  for (const [name, from, to] of [
    ["tiny-clip-gelu", /^text_model\./, "text_model.text_model."],
    ["tiny-clip-gelu", /^vision_model\./, "vision_model.vision_model."],
    ["tiny-open-clip", textOfOpenClip, "text."],
  ] as const) {
    const original = await loadModel(path.join(GOLDEN_MODELS, name));
    const renamed = await loadModel(await edited(name, rename(from, to)));
    for (const weight of ["text.blocks.1.qkv.weight", "text.token", "vision.blocks.2.fc2.bias", "vision.class"])
      assert.deepEqual(await renamed.weights.get(weight), await original.weights.get(weight));
    await original.close();
    await renamed.close();
  }
});
