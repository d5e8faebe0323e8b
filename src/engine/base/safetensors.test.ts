import assert from "node:assert/strict";
import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { AnopleError } from "./errors.ts";
import { decodeSafetensors, encodeSafetensors, openSafetensors } from "./safetensors.ts";

let folder = "";
let counter = 0;
before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "safetensors-"));
});
after(() => rm(folder, { recursive: true }));

/** A file with this header (JSON unless it is text already) and data. */
function fileBytes(header: unknown, data: Uint8Array = new Uint8Array(0), headerBytes?: bigint): Uint8Array {
  const json = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const out = new Uint8Array(8 + json.length + data.length);
  new DataView(out.buffer).setBigUint64(0, headerBytes ?? BigInt(json.length), true);
  out.set(json, 8);
  out.set(data, 8 + json.length);
  return out;
}

async function saved(bytes: Uint8Array): Promise<string> {
  const file = path.join(folder, `${counter++}.safetensors`);
  await writeFile(file, bytes);
  return file;
}

const bytesOf = (values: Uint16Array | Int32Array | BigInt64Array | Float32Array) => new Uint8Array(values.buffer);

test("writes the bytes that the format prescribes", () => {
  const bytes = encodeSafetensors({
    b: { shape: [1], data: Float32Array.of(1) },
    a: { shape: [], data: Float32Array.of(-2) },
  });
  const json =
    '{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}';
  const padded = json.padEnd(Math.ceil(json.length / 8) * 8, " ");
  assert.deepEqual(bytes, fileBytes(padded, Uint8Array.of(0, 0, 0, 0xc0, 0, 0, 0x80, 0x3f)));
});

test("what was written is read back, from memory and from a file", async () => {
  const tensor = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }).chain((shape) => {
    const size = shape.reduce((a, b) => a * b, 1);
    return fc.float32Array({ minLength: size, maxLength: size }).map((data) => ({ shape, data }));
  });
  const property = fc.asyncProperty(
    fc.dictionary(fc.string(), tensor, { maxKeys: 4 }),
    fc.dictionary(fc.string(), fc.string(), { maxKeys: 3 }),
    async (tensors, metadata) => {
      fc.pre(!Object.hasOwn(tensors, "__metadata__"));
      const bytes = encodeSafetensors(tensors, metadata);
      const decoded = decodeSafetensors(Buffer.from(bytes), "memory");
      const file = await openSafetensors(await saved(bytes));
      assert.deepEqual(new Set(file.names()), new Set(Object.keys(tensors)));
      for (const [name, { shape, data }] of Object.entries(tensors))
        for (const read of [decoded.tensors.get(name), await file.read(name)]) {
          assert.deepEqual(read?.shape, shape);
          assert.deepEqual(read?.data, data);
        }
      for (const read of [decoded.metadata, file.metadata]) assert.deepEqual({ ...read }, { ...metadata });
      await file.close();
    },
  );
  await fc.assert(property, { numRuns: 60 });
});

test("F16 and BF16 become the float32 of the same value", async () => {
  // 1, -2, smallest subnormal, largest subnormal, largest, infinity, -0, 1/3; NaN last.
  const halves = Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x03ff, 0x7bff, 0x7c00, 0x8000, 0x3555, 0x7e00);
  const brain = Uint16Array.of(0x3f80, 0xc040, 0x7f80, 0x8000, 0x0001);
  const header = {
    h: { dtype: "F16", shape: [9], data_offsets: [0, 18] },
    b: { dtype: "BF16", shape: [5], data_offsets: [18, 28] },
  };
  const bytes = fileBytes(header, Uint8Array.of(...bytesOf(halves), ...bytesOf(brain)));
  const { tensors } = decodeSafetensors(bytes, "x");
  const expected = [1, -2, 2 ** -24, 1023 * 2 ** -24, 65504, Infinity, -0, 0.333251953125, Number.NaN];
  assert.deepEqual([...tensors.get("h")!.data], expected);
  assert.deepEqual([...tensors.get("b")!.data], [1, -3, Infinity, -0, 2 ** -133]);
});

test("integers are read where they fit 32 bits", async () => {
  const good = BigInt64Array.of(-(2n ** 31n), 2n ** 31n - 1n, -1n);
  const header = {
    i: { dtype: "I32", shape: [2], data_offsets: [0, 8] },
    l: { dtype: "I64", shape: [3], data_offsets: [8, 32] },
    big: { dtype: "I64", shape: [1], data_offsets: [32, 40] },
  };
  const data = [Int32Array.of(7, -8), good, BigInt64Array.of(2n ** 31n)].flatMap((part) => [...bytesOf(part)]);
  const file = await openSafetensors(await saved(fileBytes(header, Uint8Array.from(data))));
  assert.deepEqual(await file.readInts("i"), Int32Array.of(7, -8));
  assert.deepEqual(await file.readInts("l"), Int32Array.of(-(2 ** 31), 2 ** 31 - 1, -1));
  await assert.rejects(file.readInts("big"), /"big".*32 bits/);
  await assert.rejects(file.read("l"), /"l" has type I64/);
  await file.close();
});

test("errors name the file and the tensor and carry the caller's code", async () => {
  const name = await saved(encodeSafetensors({ x: { shape: [1], data: Float32Array.of(1) } }));
  const file = await openSafetensors(name, "run");
  const isExpected = (error: unknown) =>
    error instanceof AnopleError &&
    error.code === "run" &&
    error.message.includes(name) &&
    error.message.includes('"y"');
  await assert.rejects(file.read("y"), isExpected);
  await assert.rejects(file.readInts("y"), isExpected);
  assert.throws(() => file.shapeOf("y"), isExpected);
  await assert.rejects(file.readInts("x"), /"x" has type F32/);
  await file.close();
  await assert.rejects(openSafetensors(path.join(folder, "none")), { name: "AnopleError", code: "model" });
  await assert.rejects(openSafetensors(folder), { name: "AnopleError", code: "model" });
});

test("a file that shrinks after it was opened is reported", async () => {
  const name = await saved(encodeSafetensors({ x: { shape: [4], data: new Float32Array(4) } }));
  const file = await openSafetensors(name);
  await truncate(name, 72);
  await assert.rejects(file.read("x"), { name: "AnopleError", message: /ends at byte 72/ });
  await file.close();
});

const entry = (fields: object) => ({ t: { dtype: "F32", shape: [2], data_offsets: [0, 8], ...fields } });
const eight = new Uint8Array(8);
const LIES: readonly [string, Uint8Array, RegExp][] = [
  ["empty file", new Uint8Array(0), /too few/],
  ["header longer than the file", fileBytes("{}", eight, 11n), /header 11 bytes/],
  ["header of 2^63 bytes", fileBytes("{}", eight, 2n ** 63n), /header/],
  ["header that isn't JSON", fileBytes("{nope"), /isn't JSON/],
  ["header that isn't UTF-8", fileBytes("", Uint8Array.of(0x7b, 0xff, 0x7d), 3n), /isn't JSON.*utf-8/i],
  ["header that is a list", fileBytes([]), /isn't a JSON object/],
  ["unknown type", fileBytes(entry({ dtype: "F12" }), eight), /"t" has the unknown type "F12"/],
  ["negative size", fileBytes(entry({ shape: [-2] }), eight), /"t" has a shape/],
  ["fractional size", fileBytes(entry({ shape: [0.5, 4] }), eight), /"t" has a shape/],
  ["overflowing size", fileBytes(entry({ shape: [2 ** 52, 2 ** 52] }), eight), /"t" takes 8 bytes/],
  ["size that isn't type x shape", fileBytes(entry({ shape: [3] }), eight), /"t" takes 8 bytes.*need 12/],
  ["offsets past the end", fileBytes(entry({ data_offsets: [4, 12] }), eight), /"t" lies at bytes 4 to 12/],
  ["offsets that run backwards", fileBytes(entry({ data_offsets: [8, 0] }), eight), /"t" lies at bytes 8 to 0/],
  ["negative offset", fileBytes(entry({ data_offsets: [-8, 0] }), eight), /"t" has data_offsets/],
  ["one offset", fileBytes(entry({ data_offsets: [8] }), eight), /"t" has data_offsets/],
  ["no description", fileBytes({ t: 5 }, eight), /"t" has no description/],
  ["data cut short", fileBytes(entry({}), eight).subarray(0, -1), /"t" lies at bytes 0 to 8/],
  [
    "same name twice",
    fileBytes(
      '{"t":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"a\\"":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"\\u0074":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}',
    ),
    /"t" twice/,
  ],
  ["metadata that isn't text", fileBytes({ __metadata__: { a: 1 } }), /__metadata__/],
];

for (const [what, bytes, message] of LIES)
  test(`refuses a file that lies: ${what}`, async () => {
    const file = await saved(bytes);
    const isExpected = (error: unknown) =>
      error instanceof AnopleError && message.test(error.message) && error.message.includes(file);
    assert.throws(() => decodeSafetensors(bytes, file), isExpected);
    await assert.rejects(openSafetensors(file), isExpected);
  });

test("whatever the bytes, only an AnopleError is thrown", () => {
  const valid = encodeSafetensors({ ab: { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) } }, { k: "v" });
  const damaged = fc
    .tuple(fc.array(fc.tuple(fc.nat(valid.length - 1), fc.nat(255)), { maxLength: 6 }), fc.nat(valid.length))
    .map(([edits, length]) => {
      const bytes = valid.slice();
      for (const [at, value] of edits) bytes[at] = value;
      return edits.length % 2 === 0 ? bytes : bytes.subarray(0, length);
    });
  const invented = fc.json().map((json) => fileBytes(json, eight));
  const shaped = fc
    .record({
      dtype: fc.constantFrom("F32", "F16", "I8", ""),
      shape: fc.array(fc.double()),
      data_offsets: fc.array(fc.integer()),
    })
    .map((t) => fileBytes({ t }, eight));
  const property = fc.property(fc.oneof(damaged, invented, shaped, fc.uint8Array({ maxLength: 40 })), (bytes) => {
    try {
      decodeSafetensors(bytes, "fuzz");
    } catch (error) {
      assert.ok(error instanceof AnopleError, String(error));
    }
  });
  fc.assert(property, { numRuns: 2000 });
});
