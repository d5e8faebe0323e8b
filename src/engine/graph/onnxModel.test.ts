import assert from "node:assert/strict";
import { test } from "node:test";
import { createSession, createSessionFrom } from "../runtime/session.ts";
import { encodeOnnxModel, MICROSOFT, type OnnxModel } from "./onnxModel.ts";

const value = (name: string, shape: (number | string)[]) => ({ name, type: "float32", shape }) as const;
const node = (type: string, inputs: string[], outputs: string[], attributes = {}) => ({
  type,
  inputs,
  outputs,
  attributes,
});

/** y = Gemm(x, w), transB, alpha 0.5, with a batch size that the feed decides. */
const GEMM: OnnxModel = {
  nodes: [node("Gemm", ["x", "w"], ["y"], { transB: 1, alpha: { float: 0.5 } })],
  initializers: [{ name: "w", shape: [1, 2], type: "float32", data: Float32Array.of(3, -4) }],
  inputs: [value("x", ["n", 2])],
  outputs: [value("y", ["n", 1])],
  metadata: { k: "v" },
};

test("the wire bytes of a small model are those that onnx.proto asks for", () => {
  const gemmNode = [
    "0a0178", // NodeProto.input = "x"
    "0a0177", // input = "w"
    "120179", // output = "y"
    "1a0647656d6d5f30", // name = "Gemm_0"
    "220447656d6d", // op_type = "Gemm"
    "2a0d 0a067472616e7342 1801 a00102", // attribute { name = "transB", i = 1, type = INT }
    "2a0f 0a05616c706861 150000003f a00101", // attribute { name = "alpha", f = 0.5, type = FLOAT }
  ];
  const weight = [
    "0801", // TensorProto.dims = 1
    "0802", // dims = 2
    "1001", // data_type = FLOAT
    "420177", // name = "w"
    "4a08 00004040 000080c0", // raw_data = 3, −4
  ];
  // ValueInfoProto { name, type { tensor_type { elem_type = FLOAT, shape { dim { dim_param = "n" } dim { dim_value } } } } }
  const x = ["0a0178", "120f 0a0d 0801 1209 0a03 12016e 0a02 0802"];
  const y = ["0a0179", "120f 0a0d 0801 1209 0a03 12016e 0a02 0801"];
  const graph = [
    field("0a", gemmNode),
    field("12", [text("anople")]),
    field("2a", weight),
    field("5a", x),
    field("62", y),
  ];
  const model = [
    "0809", // ModelProto.ir_version = 9
    field("12", [text("AnoPLe")]), // producer_name
    field("3a", graph),
    field("42", ["0a00", "1012"]), // opset_import { domain = "", version = 18 }
    field("42", [field("0a", [text(MICROSOFT)]), "1001"]),
    field("72", ["0a016b", "120176"]), // metadata_props { key = "k", value = "v" }
  ];
  assert.equal(Buffer.from(encodeOnnxModel(GEMM)).toString("hex"), model.join("").replaceAll(" ", ""));
});

test("symbolic sizes, float and integer attributes mean what they say to onnxruntime", async () => {
  const session = await createSessionFrom(encodeOnnxModel(GEMM));
  const two = await session.run({ x: { data: Float32Array.of(1, 2, 3, 4), shape: [2, 2] } });
  assert.deepEqual([...two.y!], [0.5 * (3 - 8), 0.5 * (9 - 16)]);
  const one = await session.run({ x: { data: Float32Array.of(1, 0), shape: [1, 2] } });
  assert.deepEqual([...one.y!], [1.5]);
  await session.close();
});

test("lists, strings and int64 initialisers reach onnxruntime", async () => {
  const shape = (name: string, ...sizes: bigint[]) =>
    ({ name, shape: [sizes.length], type: "int64", data: BigInt64Array.from(sizes) }) as const;
  const session = await createSession({
    nodes: [
      node("Reshape", ["x", "shape"], ["rows"]),
      node("Transpose", ["rows"], ["columns"], { perm: [1, 0, 2, 3] }),
      node("DepthToSpace", ["columns"], ["y"], { blocksize: 2, mode: "CRD" }),
    ],
    initializers: [shape("shape", 4n, -1n, 1n, 1n)],
    inputs: [value("x", [4])],
    outputs: [value("y", [1, 1, 2, 2])],
  });
  const { y } = await session.run({ x: { data: Float32Array.of(1, 2, 3, 4), shape: [4] } });
  assert.deepEqual([...y!], [1, 2, 3, 4]);
  await session.close();
});

test("operators of the com.microsoft domain are found", async () => {
  const session = await createSession({
    nodes: [{ ...node("Gelu", ["x"], ["y"]), domain: MICROSOFT }],
    initializers: [],
    inputs: [value("x", [2])],
    outputs: [value("y", [2])],
  });
  const { y } = await session.run({ x: { data: Float32Array.of(0, 1), shape: [2] } });
  assert.equal(y![0], 0);
  assert.ok(Math.abs(y![1]! - 0.8413447) < 1e-6); // Φ(1)
  await session.close();
});

/** A length-delimited field in hexadecimal; its length takes a second byte from 128 on. */
function field(tag: string, content: readonly string[]): string {
  const bytes = content.join("").replaceAll(" ", "");
  const length = bytes.length / 2;
  return tag + Buffer.from(length < 128 ? [length] : [(length % 128) + 128, length >> 7]).toString("hex") + bytes;
}

function text(value: string): string {
  return Buffer.from(value).toString("hex");
}
