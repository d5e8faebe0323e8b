import { ProtobufWriter } from "./protobuf.ts";
import type { Shape } from "./tensor.ts";

/** Element types by their number in onnx.proto's TensorProto.DataType. */
const DATA_TYPES = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9 } as const;
export type DataType = keyof typeof DATA_TYPES;

/** Domain of onnxruntime's own operators (FusedMatMul, Gelu). */
export const MICROSOFT = "com.microsoft";

export type Attribute = number | string | readonly number[] | { readonly float: number };

export interface OnnxNode {
  readonly type: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly domain?: typeof MICROSOFT;
}

export interface OnnxInitializer {
  readonly name: string;
  readonly shape: Shape;
  readonly type: DataType;
  readonly data: Float32Array | BigInt64Array;
}

/** A graph input or output; a string size is a symbolic dimension, decided when the graph runs. */
export interface OnnxValue {
  readonly name: string;
  readonly type: DataType;
  readonly shape: readonly (number | string)[];
}

export interface OnnxModel {
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxInitializer[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** Written into the file's metadata_props. */
  readonly metadata?: Readonly<Record<string, string>>;
}

const OPSET = 18;
const IR_VERSION = 9;

/** Serialises a model as ModelProto (field numbers from onnx.proto, IR version 9, opset 18). */
export function encodeOnnxModel(model: OnnxModel): Uint8Array {
  const graph = new ProtobufWriter();
  model.nodes.forEach((node, index) => {
    graph.bytes(1, encodeNode(node, `${node.type}_${index}`));
  });
  graph.bytes(2, "anople");
  for (const initializer of model.initializers) graph.bytes(5, encodeTensor(initializer));
  for (const input of model.inputs) graph.bytes(11, encodeValue(input));
  for (const output of model.outputs) graph.bytes(12, encodeValue(output));
  const file = new ProtobufWriter().int(1, IR_VERSION).bytes(2, "AnoPLe").bytes(7, graph);
  file.bytes(8, new ProtobufWriter().bytes(1, "").int(2, OPSET));
  file.bytes(8, new ProtobufWriter().bytes(1, MICROSOFT).int(2, 1));
  for (const [key, value] of Object.entries(model.metadata ?? {})) {
    file.bytes(14, new ProtobufWriter().bytes(1, key).bytes(2, value));
  }
  return file.finish();
}

function encodeNode(node: OnnxNode, name: string): ProtobufWriter {
  const out = new ProtobufWriter();
  for (const input of node.inputs) out.bytes(1, input);
  for (const output of node.outputs) out.bytes(2, output);
  out.bytes(3, name).bytes(4, node.type);
  for (const [key, value] of Object.entries(node.attributes)) out.bytes(5, encodeAttribute(key, value));
  if (node.domain) out.bytes(7, node.domain);
  return out;
}

/** Attribute types: 1 float, 2 int, 3 string, 7 ints. A plain number is an int; write floats as `{ float }`. */
function encodeAttribute(name: string, value: Attribute): ProtobufWriter {
  const out = new ProtobufWriter().bytes(1, name);
  if (typeof value === "number") return out.int(3, value).int(20, 2);
  if (typeof value === "string") return out.bytes(4, value).int(20, 3);
  if ("float" in value) return out.float(2, value.float).int(20, 1);
  for (const item of value) out.int(8, item);
  return out.int(20, 7);
}

function encodeTensor(tensor: OnnxInitializer): ProtobufWriter {
  const out = new ProtobufWriter();
  for (const size of tensor.shape) out.int(1, size);
  const { buffer, byteOffset, byteLength } = tensor.data;
  return out
    .int(2, DATA_TYPES[tensor.type])
    .bytes(8, tensor.name)
    .bytes(9, new Uint8Array(buffer, byteOffset, byteLength));
}

function encodeValue(value: OnnxValue): ProtobufWriter {
  const shape = new ProtobufWriter();
  for (const size of value.shape) {
    const dimension = new ProtobufWriter();
    shape.bytes(1, typeof size === "string" ? dimension.bytes(2, size) : dimension.int(1, size));
  }
  const tensorType = new ProtobufWriter().int(1, DATA_TYPES[value.type]).bytes(2, shape);
  return new ProtobufWriter().bytes(1, value.name).bytes(2, new ProtobufWriter().bytes(1, tensorType));
}
