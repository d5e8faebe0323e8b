import type { Ops } from "../graph/ops.ts";
import type { Tensor } from "../graph/tensor.ts";
import { l2Normalise } from "../towers/transformer.ts";

/**
 * The losses of method.md 1.9. Each is a weighted sum over the views of a graph run; the weights are fed, so that a step
 * may be cut into several runs whose losses and gradients add up to exactly those of one run.
 */

/** Abnormal minus normal similarity over τ; its sigmoid is the abnormal probability of the two-way softmax. */
export function abnormalLogit(g: Ops, similarity: Tensor, temperature: number): Tensor {
  const last = similarity.shape.length - 1;
  const difference = g.sub(g.slice(similarity, last, 1, 2), g.slice(similarity, last, 0, 1));
  return g.mul(g.reshape(difference, similarity.shape.slice(0, last)), g.scalar(1 / temperature));
}

/**
 * Focal loss with γ = 2 and no α: mean over pixels of −(1 − p_t)²·log p_t. CODE-D, CODE-A
 *
 * @param probability abnormal probability, [views, pixels]
 * @param truth 1 where a pixel is anomalous, [views, pixels]
 * @param weight of each view, [views]
 */
export function focalLoss(g: Ops, probability: Tensor, truth: Tensor, weight: Tensor): Tensor {
  const one = g.scalar(1);
  const ofTruth = g.add(g.mul(truth, probability), g.mul(g.sub(one, truth), g.sub(one, probability)));
  const p = g.clamp(ofTruth, 1e-5, 1);
  const miss = g.sub(one, p);
  const perView = g.mean(g.mul(g.mul(miss, miss), g.neg(g.log(p))), [1]);
  return weightedSum(g, perView, weight);
}

/** Dice loss of one channel with smoothing 1: 1 − (2·Σpm + 1)/(Σp + Σm + 1) for each view. Same shapes as focalLoss. */
export function diceLoss(g: Ops, probability: Tensor, truth: Tensor, weight: Tensor): Tensor {
  const one = g.scalar(1);
  const overlap = g.sum(g.mul(probability, truth), [1]);
  const total = g.add(g.sum(probability, [1]), g.sum(truth, [1]));
  const dice = g.div(g.add(g.mul(g.scalar(2), overlap), one), g.add(total, one));
  return weightedSum(g, g.sub(one, dice), weight);
}

/**
 * Two-way cross-entropy of an image feature against the normal and the abnormal text feature.
 *
 * @param logit abnormal minus normal, [views]
 * @param label 1 = abnormal, [views]
 */
export function imageLoss(g: Ops, logit: Tensor, label: Tensor, weight: Tensor): Tensor {
  return weightedSum(g, g.sub(g.softplus(logit), g.mul(label, logit)), weight);
}

/**
 * 1 − ⟨z₀, s⟩ with s the normalised mean of the decoder's features, weighted by the abnormal probability of each patch.
 * The weights carry no gradient: evidence flows into the features, not into where to look.
 *
 * @param global unit vectors z₀, [views, joint]
 * @param decoded unit vectors D, [views, patches, joint]
 * @param probability abnormal probability of each patch, [views, patches]
 */
export function alignmentLoss(g: Ops, global: Tensor, decoded: Tensor, probability: Tensor, weight: Tensor): Tensor {
  const [views, patches] = probability.shape as [number, number];
  const frozen = g.stopGradient(probability);
  const share = g.div(frozen, g.add(g.sum(frozen, [1], true), g.scalar(1e-6)));
  const pooled = g.matmul(g.reshape(share, [views, 1, patches]), decoded);
  const evidence = l2Normalise(g, g.reshape(pooled, [views, decoded.shape[2]!]));
  return weightedSum(g, g.sub(g.scalar(1), g.sum(g.mul(global, evidence), [1])), weight);
}

function weightedSum(g: Ops, perView: Tensor, weight: Tensor): Tensor {
  return g.sum(g.mul(perView, weight), [0]);
}
