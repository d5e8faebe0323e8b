import type { PerChannel } from "./modelConfig.ts";

/** Mean and standard deviation per channel of pixels in 0..1. */
export interface Normalization {
  readonly mean: PerChannel;
  readonly std: PerChannel;
}

/** What DINOv2 was trained with. */
export const IMAGENET_NORMALIZATION: Normalization = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

/** What CLIP was trained with, by OpenAI and in open_clip. */
export const CLIP_NORMALIZATION: Normalization = {
  mean: [0.48145466, 0.4578275, 0.40821073],
  std: [0.26862954, 0.26130258, 0.27577711],
};
