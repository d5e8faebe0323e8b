import assert from "node:assert/strict";
import { test } from "node:test";
import { assertClose } from "../../../test/support/closeTo.ts";
import { ReferenceOps, values } from "../../../test/support/referenceOps.ts";
import { abnormalLogit, alignmentLoss, diceLoss, focalLoss, imageLoss } from "./losses.ts";

const g = new ReferenceOps();
const tensor = (rows: readonly (readonly number[])[]) => g.constant(rows.flat(), [rows.length, rows[0]!.length]);
const vector = (...data: number[]) => g.constant(data, [data.length]);

function assertLoss(actual: Parameters<typeof values>[0], expected: number): void {
  assert.deepEqual(actual.shape, []);
  assertClose(values(actual).data, [expected], 1e-6, 1e-3, "loss");
}

test("the abnormal logit is the difference of the similarities over the temperature", () => {
  const similarity = g.constant([0.2, 0.5, 0.9, 0.1, 0, 0, 0.3, 0.35], [2, 2, 2]); // normal, abnormal for 2 × 2 patches
  const logit = abnormalLogit(g, similarity, 0.1);
  assert.deepEqual(logit.shape, [2, 2]);
  assertClose(values(logit).data, [3, -8, 0, 0.5], 1e-6, 1, "logit");
  // Its sigmoid is the abnormal channel of softmax(similarity / τ).
  const channel = Math.exp(5) / (Math.exp(2) + Math.exp(5));
  assertClose([values(g.sigmoid(logit)).data[0]!], [channel], 1e-6, 1, "probability");
});

test("focal loss: −(1 − p)²·log p of the true class, mean over pixels, weighted over views", () => {
  const probability = tensor([
    [0.9, 0.2],
    [0.5, 0.3],
  ]);
  const truth = tensor([
    [1, 0],
    [0, 1],
  ]);
  const first = (0.1 ** 2 * -Math.log(0.9) + 0.2 ** 2 * -Math.log(0.8)) / 2;
  const second = (0.5 ** 2 * -Math.log(0.5) + 0.7 ** 2 * -Math.log(0.3)) / 2;
  assertLoss(focalLoss(g, probability, truth, vector(0.5, 0.5)), (first + second) / 2);
  assertLoss(focalLoss(g, probability, truth, vector(0, 2)), 2 * second);
});

test("focal loss stays finite for a confident mistake", () => {
  assertLoss(focalLoss(g, tensor([[0]]), tensor([[1]]), vector(1)), (1 - 1e-5) ** 2 * -Math.log(1e-5));
  assertLoss(focalLoss(g, tensor([[1]]), tensor([[1]]), vector(1)), 0);
});

test("dice loss: 1 − (2Σpm + 1)/(Σp + Σm + 1), weighted over views", () => {
  const probability = tensor([
    [0.5, 0.25, 0.25],
    [0, 0, 0],
  ]);
  const truth = tensor([
    [1, 0, 1],
    [0, 0, 0],
  ]);
  const first = 1 - (2 * 0.75 + 1) / (1 + 2 + 1);
  assertLoss(diceLoss(g, probability, truth, vector(1, 0)), first);
  assertLoss(diceLoss(g, probability, truth, vector(0.5, 0.5)), first / 2); // a perfect empty map loses nothing
  assertLoss(diceLoss(g, tensor([[1, 1, 1]]), tensor([[0, 0, 0]]), vector(1)), 1 - 1 / 4);
  assertLoss(diceLoss(g, truth, truth, vector(0.5, 0.5)), 0);
});

test("image loss is the two-way cross-entropy", () => {
  // Two equally likely states cost log 2 whatever the label.
  assertLoss(imageLoss(g, vector(0, 0), vector(0, 1), vector(0.5, 0.5)), Math.log(2));
  const crossEntropy = (normal: number, abnormal: number, label: number) =>
    Math.log(Math.exp(normal) + Math.exp(abnormal)) - (label === 1 ? abnormal : normal);
  const expected = 0.25 * crossEntropy(1, 3, 1) + 0.75 * crossEntropy(1, 3, 0);
  assertLoss(imageLoss(g, vector(2, 2), vector(1, 0), vector(0.25, 0.75)), expected);
  assertLoss(imageLoss(g, vector(500, -500), vector(1, 0), vector(1, 1)), 0);
  assertLoss(imageLoss(g, vector(-500), vector(1), vector(1)), 500);
});

test("alignment loss: 1 − ⟨z₀, s⟩ with s the normalised mean of D weighted by the probability", () => {
  const global = tensor([
    [1, 0],
    [0, 1],
  ]);
  const decoded = g.constant([1, 0, 0, 1, 0, 1, 0, -1], [2, 2, 2]);
  // First view: weights ¾ and ¼ on (1, 0) and (0, 1). Second: all weight on (0, −1), opposite to z₀.
  const probability = tensor([
    [0.6, 0.2],
    [0, 0.5],
  ]);
  const first = 1 - 0.75 / Math.hypot(0.75, 0.25);
  assertLoss(alignmentLoss(g, global, decoded, probability, vector(1, 0)), first);
  assertLoss(alignmentLoss(g, global, decoded, probability, vector(0, 1)), 2);
  assertLoss(alignmentLoss(g, global, decoded, probability, vector(0.5, 0.5)), first / 2 + 1);
});

test("alignment loss is finite where nothing looks abnormal, and holds its weights constant", () => {
  const ops = new ReferenceOps();
  const probability = tensor([[0, 0]]);
  const loss = alignmentLoss(ops, tensor([[1, 0]]), g.constant([1, 0, 0, 1], [1, 2, 2]), probability, vector(1));
  assertLoss(loss, 1);
  assert.deepEqual(ops.stopped, [probability]);
});
