import { shellQuote } from "../base/shellQuote.ts";
import type { TrainRequest } from "./requests.ts";

/** The command line that trains the same run; support images stand in it as they were named. */
export function commandOf(request: Omit<TrainRequest, "command">): string {
  const { folder, shots, support, seed, preset, settings, model, out, categories } = request;
  const words = ["anople", "train", folder];
  if (support) words.push("--support", ...support);
  else words.push("--shots", String(shots));
  words.push("--seed", String(seed), "--preset", preset);
  if (model !== undefined) words.push("--model", model);
  if (out !== undefined) words.push("--out", out);
  if (categories) words.push("--category", ...categories);
  const changes = Object.entries(settings).map(
    ([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  if (changes.length > 0) words.push("--set", ...changes);
  return words.map((word) => shellQuote(word)).join(" ");
}
