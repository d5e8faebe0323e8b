import type { Attribute, DataType, MICROSOFT, OnnxInitializer, OnnxModel, OnnxNode, OnnxValue } from "./onnxModel.ts";
import { type Shape, sizeOf, type Tensor } from "./tensor.ts";

/** A value in a recorded graph: a name that nodes refer to. */
export interface SymbolicTensor extends Tensor {
  readonly name: string;
}

/** Gives, for the gradient of a node's first output, one thunk an input; a thunk runs only where its gradient is wanted. */
type Backward = (gradient: Tensor) => readonly (() => Tensor)[];

/** A differentiable step of the computation. */
export interface TapeEntry {
  readonly output: Tensor;
  readonly inputs: readonly Tensor[];
  readonly backward: Backward;
}

/** Records nodes, frozen values, inputs and outputs of one ONNX graph, and the tape that reverse mode walks back. */
export class Recorder {
  readonly tape: TapeEntry[] = [];
  private readonly nodes: OnnxNode[] = [];
  private readonly initializers: OnnxInitializer[] = [];
  protected readonly inputs: OnnxValue[] = [];
  protected readonly outputs: OnnxValue[] = [];
  private readonly shared = new Map<string, SymbolicTensor>();
  private counter = 0;

  /** Declares a value that is fed at every run. */
  input(name: string, shape: Shape): SymbolicTensor {
    this.inputs.push({ name, type: "float32", shape });
    return { name, shape };
  }

  /** Names a value that every run returns. */
  output(name: string, tensor: Tensor): void {
    this.alias(name, tensor);
    this.outputs.push({ name, type: "float32", shape: tensor.shape });
  }

  /** Gives a tensor a second name. */
  protected alias(name: string, tensor: Tensor): void {
    this.nodes.push({ type: "Identity", inputs: [nameOf(tensor)], outputs: [name], attributes: {} });
  }

  constant(data: Float32Array, shape: Shape, name = this.fresh("constant")): SymbolicTensor {
    return this.sharedInitializer(name, shape, "float32", () => data);
  }

  scalar(value: number): SymbolicTensor {
    return this.sharedInitializer(`scalar:${value}`, [], "float32", () => Float32Array.of(value));
  }

  /** An int64 vector, as shape arguments of ONNX operators want it. */
  protected ints(values: readonly number[]): SymbolicTensor {
    return this.sharedInitializer(`ints:${values}`, [values.length], "int64", () => BigInt64Array.from(values, BigInt));
  }

  /** Adds a node with one output. */
  protected node(
    type: string,
    inputs: readonly Tensor[],
    shape: Shape,
    attributes: Record<string, Attribute> = {},
    domain?: typeof MICROSOFT,
  ): SymbolicTensor {
    return this.nodeWithOutputs(type, inputs, [shape], attributes, domain)[0]!;
  }

  protected nodeWithOutputs(
    type: string,
    inputs: readonly Tensor[],
    shapes: readonly Shape[],
    attributes: Record<string, Attribute>,
    domain?: typeof MICROSOFT,
  ): SymbolicTensor[] {
    const outputs = shapes.map((shape) => ({ name: this.fresh(type), shape }));
    const node = { type, inputs: inputs.map(nameOf), outputs: outputs.map((o) => o.name), attributes };
    this.nodes.push(domain ? { ...node, domain } : node);
    return outputs;
  }

  /** Puts a step on the tape and returns its output. */
  protected differentiable<T extends Tensor>(output: T, inputs: readonly Tensor[], backward: Backward): T {
    this.tape.push({ output, inputs, backward });
    return output;
  }

  /** The finished graph. */
  model(metadata: Record<string, string> = {}): OnnxModel {
    const { nodes, initializers, inputs, outputs } = this;
    return { nodes, initializers, inputs, outputs, metadata };
  }

  private fresh(prefix: string): string {
    return `${prefix}_${this.counter++}`;
  }

  private sharedInitializer(
    name: string,
    shape: Shape,
    type: DataType,
    data: () => Float32Array | BigInt64Array,
  ): SymbolicTensor {
    const known = this.shared.get(name);
    if (known) return known;
    const tensor = { name, shape };
    const values = data();
    if (values.length !== sizeOf(shape)) throw new Error(`${name}: ${values.length} values for shape [${shape}].`);
    this.initializers.push({ name, shape, type, data: values });
    this.shared.set(name, tensor);
    return tensor;
  }
}

function nameOf(tensor: Tensor): string {
  return (tensor as SymbolicTensor).name;
}
