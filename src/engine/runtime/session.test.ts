import assert from "node:assert/strict";
import { test } from "node:test";
import { AnopleError } from "../base/errors.ts";
import { OnnxGraph } from "../graph/onnxGraph.ts";
import { createSession, createSessionFrom } from "./session.ts";

/** y = x + 1 and z = 2·y. */
function model() {
  const g = new OnnxGraph();
  const y = g.add(g.input("x", [2]), g.scalar(1));
  g.output("y", y);
  g.output("z", g.mul(y, g.scalar(2)));
  return g.model();
}

const feed = (...data: number[]) => ({ x: { data: Float32Array.from(data), shape: [2] } });

test("a run returns every output by name", async () => {
  const session = await createSession(model(), 1);
  const { y, z } = await session.run(feed(1, 2));
  assert.deepEqual(
    [[...y!], [...z!]],
    [
      [2, 3],
      [4, 6],
    ],
  );
  await session.close();
});

test("results stay as they are when the session runs again or closes", async () => {
  const session = await createSession(model());
  const first = await session.run(feed(1, 2));
  const second = await session.run(feed(10, 20));
  await session.close();
  assert.deepEqual(
    [[...first.y!], [...second.y!]],
    [
      [2, 3],
      [11, 21],
    ],
  );
});

test("runs may overlap", async () => {
  const session = await createSession(model());
  const results = await Promise.all([1, 2, 3, 4].map((value) => session.run(feed(value, 0))));
  assert.deepEqual(
    results.map(({ y }) => y![0]),
    [2, 3, 4, 5],
  );
  await session.close();
});

test("a Uint8Array feeds an input of bytes", async () => {
  const node = { type: "Cast", inputs: ["bytes"], outputs: ["y"], attributes: { to: 1 } }; // to float32
  const session = await createSession({
    nodes: [node],
    initializers: [],
    inputs: [{ name: "bytes", type: "uint8", shape: ["n"] }],
    outputs: [{ name: "y", type: "float32", shape: ["n"] }],
  });
  const { y } = await session.run({ bytes: { data: Uint8Array.of(0, 128, 255), shape: [3] } });
  assert.deepEqual([...y!], [0, 128, 255]);
  await session.close();
});

test("a file that is no model is an AnopleError with onnxruntime's reason as its cause", async () => {
  await assert.rejects(createSessionFrom(Uint8Array.of(1, 2, 3)), (error) => {
    assert.ok(error instanceof AnopleError);
    assert.equal(error.code, "model");
    assert.ok(error.cause instanceof Error);
    return true;
  });
});
