import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { decodeSafetensors, encodeSafetensors } from "../base/safetensors.ts";
import { loadModel } from "./loadModel.ts";
import { bundledModelDirectory, listModels } from "./registry.ts";
import { GOLDEN_MODELS } from "./testSupport.ts";

test("a model carries its weights' hash and the logit scale they were trained to", async () => {
  const directory = path.join(GOLDEN_MODELS, "tiny-clip-gelu");
  const model = await loadModel(directory);
  const bytes = await readFile(path.join(directory, "model.safetensors"));
  assert.equal(model.fingerprint, createHash("sha256").update(bytes).digest("hex"));
  assert.equal(model.directory, path.resolve(directory));
  // The configuration says exp(2.6592); the weights were set to exp(4.6).
  assert.ok(Math.abs(model.config.logitScale - Math.exp(4.6)) < 1e-3);
  await model.close();
});

test("weights that aren't of this model, and a broken logit scale, are refused", async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), "load-"));
  await cp(path.join(GOLDEN_MODELS, "tiny-clip-gelu"), folder, { recursive: true });
  const file = path.join(folder, "model.safetensors");
  const { tensors } = decodeSafetensors(await readFile(file), file);
  tensors.set("logit_scale", { shape: [], data: Float32Array.of(Number.NaN) });
  await writeFile(file, encodeSafetensors(Object.fromEntries(tensors)));
  await assert.rejects(loadModel(folder), { name: "AnopleError", message: /"logit_scale"/ });
  await writeFile(file, "not a safetensors file");
  await assert.rejects(loadModel(folder), { name: "AnopleError", code: "model" });
  await rm(folder, { recursive: true });
});

test("the bundled model stands in the project", () => {
  assert.equal(bundledModelDirectory(), path.resolve("media", "models", "anople-mini"));
});

test("models are listed from folders of models and from model folders, broken ones with their problem", async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), "models-"));
  await symlink(path.resolve(GOLDEN_MODELS, "tiny-open-clip"), path.join(folder, "linked"));
  await writeFile(path.join(folder, "notes.txt"), "");
  await cp(path.join(GOLDEN_MODELS, "tiny-clip-gelu"), path.join(folder, "broken"), { recursive: true });
  await writeFile(path.join(folder, "broken", "config.json"), '{"model_type":"bert"}');
  const none = path.join(folder, "none");
  const listed = await listModels([folder, path.join(GOLDEN_MODELS, "tiny-clip-gelu"), none]);
  const summary = listed.map(({ directory, bundled, config, problem }) => [
    path.basename(directory),
    bundled,
    config?.family ?? null,
    problem === null,
  ]);
  assert.deepEqual(summary, [
    ["anople-mini", true, "vision-text-dual-encoder", true],
    ["broken", false, null, false],
    ["linked", false, "open_clip", true],
    ["tiny-clip-gelu", false, "clip", true],
    ["none", false, null, false],
  ]);
  assert.match(listed[1]!.problem!, /"bert"/);
  assert.equal(listed[3]!.bytes, 1728844);
  await rm(folder, { recursive: true });
});
