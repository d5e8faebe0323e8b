import { t } from "./l10n.ts";

/** The engine's source of normal scores in the user's language; as it is where it is another. */
export function sourceText(source: string): string {
  return source === "augmented support images" ? t("augmented support images") : source;
}

/** What completes "anomalous means …", in the user's language; the engine's own words where they are others. */
export function meaningText(meaning: string): string {
  if (meaning === "at or above the score with the best F1 on these images")
    return t("at or above the score with the best F1 on these images");
  const [, rule, normals, source] = /^(.+) of the (\d+) (\D+)$/.exec(meaning) ?? [];
  if (rule === undefined || normals === undefined || source === undefined) return meaning;
  const of = [normals, sourceText(source)] as const;
  const quantile = /^at or above the ([\d.]+) % quantile$/.exec(rule)?.[1];
  if (quantile !== undefined) return t("at or above the {0} % quantile of the {1} {2}", quantile, ...of);
  if (rule === "at least as high as the highest") return t("at least as high as the highest of the {0} {1}", ...of);
  if (rule === "3 standard deviations or more above the mean")
    return t("3 standard deviations or more above the mean of the {0} {1}", ...of);
  return meaning;
}
