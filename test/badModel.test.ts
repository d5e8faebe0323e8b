import { mkdir, readdir, readFile, rename, rm, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";
import { writeTinyModel } from "./support/tinyModelDirectory.ts";
import { FEW_STEPS, fail, openWorkshop, trainRun, type Workshop } from "./support/workshop.ts";

let workshop: Workshop;
/** A finished run, which no failure may harm, although it was to be replaced. */
let run: string;

before(async () => {
  workshop = await openWorkshop();
  run = workshop.at("run");
  await trainRun(workshop, run);
});

after(() => workshop.close());

/** Training with a model after `spoil` has done something to its directory must fail with "model" and `message`. */
async function refused(spoil: (model: string) => Promise<void>, ...message: (string | RegExp)[]): Promise<void> {
  const model = await writeTinyModel(workshop.at("spoilt"));
  await spoil(model);
  const args = ["train", workshop.data, "--model", model, "--out", run, "--set", ...FEW_STEPS];
  await fail(workshop, "model", message, args);
  await rm(model, { recursive: true });
}

/** Where a safetensors header describes a tensor. */
type Entry = { dtype: string; shape: number[]; data_offsets: [number, number] };

/** Rewrites the header of the weights and leaves the data as they are. */
async function editHeader(model: string, edit: (header: Record<string, Entry>) => void): Promise<void> {
  const file = path.join(model, "model.safetensors");
  const bytes = await readFile(file);
  const length = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString("utf8", 8, 8 + length));
  edit(header);
  const json = Buffer.from(JSON.stringify(header));
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(json.length));
  await writeFile(file, Buffer.concat([size, json, bytes.subarray(8 + length)]));
}

async function editConfig(model: string, changes: Record<string, unknown>): Promise<void> {
  const file = path.join(model, "config.json");
  await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, "utf8")), ...changes }));
}

const WEIGHTS = "model.safetensors";
const TENSOR = "vision_model.encoder.layers.1.mlp.fc1.weight";

test("weights whose offsets lie", async () => {
  const move = (begin: number, end: number) => (header: Record<string, Entry>) => {
    const [from, to] = header[TENSOR]!.data_offsets;
    header[TENSOR]!.data_offsets = [from + begin, to + end];
  };
  await refused((model) => editHeader(model, move(1e9, 1e9)), WEIGHTS, TENSOR, "outside");
  await refused((model) => editHeader(model, move(0, -4)), WEIGHTS, TENSOR, "need");
  await refused((model) => editHeader(model, move(-1e12, 0)), WEIGHTS, TENSOR, "data_offsets");
});

test("weights that are cut short, empty or no safetensors", async () => {
  const file = (model: string) => path.join(model, WEIGHTS);
  await refused((model) => truncate(file(model), 200_000), WEIGHTS);
  await refused((model) => truncate(file(model), 0), WEIGHTS, "0 bytes");
  await refused((model) => writeFile(file(model), `PK${"x".repeat(100)}`), WEIGHTS, "header");
});

test("a tensor of a wrong type, of a wrong shape, or missing", async () => {
  const retype = (dtype: string) => (header: Record<string, Entry>) => void Object.assign(header[TENSOR]!, { dtype });
  await refused((model) => editHeader(model, retype("I32")), WEIGHTS, TENSOR, "I32");
  await refused((model) => editHeader(model, retype("F7")), WEIGHTS, TENSOR, "F7");
  const transpose = ({ [TENSOR]: entry }: Record<string, Entry>) => void entry!.shape.reverse();
  await refused((model) => editHeader(model, transpose), WEIGHTS, TENSOR, "[32, 64]", "[64, 32]");
  await refused((model) => editHeader(model, (header) => void delete header[TENSOR]), WEIGHTS, TENSOR, "no tensor");
  const token = "text_model.embeddings.token_embedding.weight";
  await refused((model) => editHeader(model, (header) => void delete header[token]), WEIGHTS, token, "no tensor");
});

test("a configuration that can't be used", async () => {
  const config = (model: string) => path.join(model, "config.json");
  await refused((model) => editConfig(model, { model_type: "resnet" }), "config.json", "model_type", '"resnet"');
  await refused(
    (model) => editConfig(model, { vision_config: { num_attention_heads: 5, hidden_size: 32 } }),
    "config.json",
    "5 heads",
  );
  await refused((model) => editConfig(model, { projection_dim: "wide" }), "config.json", "projection_dim");
  await refused((model) => writeFile(config(model), "{ model_type: clip }"), "config.json", "JSON");
  await refused((model) => rm(config(model)), "spoilt", "config.json");
});

test("a directory without weights", async () => {
  const weights = (model: string) => path.join(model, WEIGHTS);
  await refused((model) => rm(weights(model)), "spoilt", WEIGHTS);
  await refused((model) => rename(weights(model), path.join(model, "pytorch_model.bin")), "spoilt", WEIGHTS);
  await refused(
    async (model) => {
      for (const name of await readdir(model)) await rm(path.join(model, name));
    },
    "spoilt",
    WEIGHTS,
  );
});

test("a tokenizer that is missing or damaged", async () => {
  const tokenizer = (model: string) => path.join(model, "tokenizer.json");
  await refused((model) => rm(tokenizer(model)), "spoilt", "tokenizer.json");
  await refused((model) => truncate(tokenizer(model), 1000), "tokenizer.json", "JSON");
  await refused((model) => writeFile(tokenizer(model), "{}"), "tokenizer.json", "isn't a tokenizer");
});

test("no model at all", async () => {
  const args = (model: string) => ["train", workshop.data, "--out", run, "--model", model, "--set", ...FEW_STEPS];
  await fail(workshop, "model", [workshop.at("nowhere")], args(workshop.at("nowhere")));
  await fail(workshop, "model", ['"anople-maxi"'], args("anople-maxi"));
  await mkdir(workshop.at("folder"));
  await fail(workshop, "model", [workshop.at("folder")], args(workshop.at("folder")));
});

test("a class name that doesn't fit the text tower", async () => {
  const folder = workshop.at("long", "nut_and_bolt_".repeat(15));
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "a.png"), await readFile(path.join(workshop.data, "train", "good", "000.png")));
  const args = ["train", folder, "--model", workshop.model, "--out", run, "--set", ...FEW_STEPS, "contextTokens=8"];
  await fail(workshop, "model", [workshop.model, "64 positions"], args);
});
