import assert from "node:assert/strict";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { loadModel } from "./loadModel.ts";
import { bundledModelDirectory } from "./registry.ts";
import { GOLDEN_MODELS, openGolden } from "./testSupport.ts";
import { loadTokenizer } from "./tokenizer.ts";

// The captions behind text.ids in the golden file, encoded there by the tokenizers library.
const CAPTIONS = [
  "hazelnut.",
  "abnormal hazelnut.",
  "a photo of a damaged metal nut",
  "Printed  circuit\tboard",
  "2 toothbrushes' bristles, bent!",
  "x",
];

test("ids equal those of the reference tokenizer", async () => {
  const model = await loadModel(bundledModelDirectory());
  const golden = await openGolden("anople-mini");
  const tokenizer = await model.tokenizer();
  const [, length = 0] = golden.shapeOf("text.ids");
  const ids = await golden.readInts("text.ids");
  const { eosTokenId } = model.config.text!;
  CAPTIONS.forEach((caption, i) => {
    const row = [...ids.subarray(i * length, (i + 1) * length)];
    assert.deepEqual(tokenizer.encode(caption), row.slice(0, row.indexOf(eosTokenId) + 1), caption);
  });
  await golden.close();
  await model.close();
});

test("a model without tokenizer.json loads; asking for the tokenizer says what is missing and where to get it", async () => {
  const model = await loadModel(path.join(GOLDEN_MODELS, "tiny-clip-gelu"));
  const isExpected = (error: Error & { code?: string; hint?: string }) =>
    error.code === "model" &&
    error.message.includes("tokenizer.json") &&
    !!error.hint?.includes("openai/clip-vit-base-patch32");
  await assert.rejects(model.tokenizer(), isExpected);
  await model.close();
});

test("a damaged tokenizer, and one made for another vocabulary, are refused", async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), "tokenizer-"));
  const file = path.join(folder, "tokenizer.json");
  const { config, close } = await loadModel(bundledModelDirectory());
  const refused = (message: RegExp, text = config.text!) =>
    assert.rejects(loadTokenizer(folder, text), (error: Error & { code?: string }) => {
      assert.equal(error.code, "model");
      assert.ok(error.message.includes(file));
      assert.match(error.message, message);
      return true;
    });
  for (const content of ["", "null", "[]", "{}", '{"model":5}', '{"model":{"type":"BPE","vocab":{},"merges":[]}}']) {
    await writeFile(file, content);
    await refused(/tokenizer|JSON|token/);
  }
  await copyFile(path.join(bundledModelDirectory(), "tokenizer.json"), file);
  await refused(/ids up to 8191/, { ...config.text!, vocabSize: 300, bosTokenId: 298, eosTokenId: 299 });
  await refused(/special token 49406/, { ...config.text!, vocabSize: 49408, bosTokenId: 49406, eosTokenId: 49407 });
  await close();
  await rm(folder, { recursive: true });
});
