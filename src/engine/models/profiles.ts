import type { ModelProfile } from "./modelConfig.ts";

/** Kinds of image tower that have a profile. */
type VisionArchitecture = "dinov2" | "clip";

/** Which blocks feed the memory and how deep prompts go; chosen by measurement (dinov2) or after related code (method.md 1.11). */
const PROFILES: Readonly<Record<VisionArchitecture, ModelProfile>> = {
  dinov2: { memoryBanks: [[4, 5, 6, 7, 8, 9]], promptDepth: 9 },
  clip: { memoryBanks: [[3], [8]], promptDepth: 9 },
};

/** The profile of an image tower; block numbers past the last of its `layers` blocks become the last. */
export function profileFor(architecture: VisionArchitecture, layers: number): ModelProfile {
  const { memoryBanks, promptDepth } = PROFILES[architecture];
  return {
    memoryBanks: memoryBanks.map((blocks) => [...new Set(blocks.map((block) => Math.min(block, layers)))]),
    promptDepth: Math.min(promptDepth, layers),
  };
}
