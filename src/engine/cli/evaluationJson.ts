import type { CategoryEvaluation, EvaluateResult, PartMetrics } from "../jobs/requests.ts";

/** An evaluation as programs read it: without its images, `null` where a number is undefined. */
export interface EvaluationJson {
  readonly run: string;
  /** By name; each as described in docs/cli.md. */
  readonly categories: Readonly<Record<string, CategoryJson>>;
  readonly mean: EvaluateResult["mean"];
}

type CategoryJson = Omit<CategoryEvaluation, "category" | "images">;

/**
 * The numbers of an evaluation. With one category its fields also stand at the top, so that `result.image.auroc` is
 * where a reader looks first.
 */
export function evaluationJson(result: EvaluateResult): EvaluationJson & Partial<CategoryJson> {
  const { run, categories, mean } = result;
  const byName = Object.fromEntries(categories.map((one) => [one.category, categoryJson(one)]));
  const only = categories.length === 1 ? categoryJson(categories[0]!) : {};
  return { ...only, run, categories: byName, mean };
}

function categoryJson(evaluation: CategoryEvaluation): CategoryJson {
  const { parts, counts, threshold, perDefect } = evaluation;
  const { memory, prompt, decoder } = parts;
  return {
    ...metricsJson(evaluation),
    parts: { memory: metricsJson(memory), prompt: metricsJson(prompt), decoder: metricsJson(decoder) },
    counts,
    threshold,
    perDefect,
  };
}

/** Only the fields of the contract, whatever else the object carries. */
function metricsJson({ image, pixel }: PartMetrics): PartMetrics {
  return { image, pixel };
}
