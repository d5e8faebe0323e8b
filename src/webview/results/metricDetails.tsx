import type { CategoryResults } from "../../protocol/runs.ts";
import { t } from "../kit/l10n.ts";
import { formatCount, formatPercent, formatPlain, formatScore } from "../kit/numbers.ts";

/** How each metric is computed, and the ones that have no card. */
export function MetricDetails({ category }: { readonly category: CategoryResults }) {
  const { image, pixel, partAuroc, masks } = category;
  const pixels = pixel.normalPixels + pixel.anomalousPixels;
  const limit = formatPlain(pixel.limit);
  return (
    <div class="metric-details">
      <h3>{t("Images")}</h3>
      <p>
        {t(
          "{0} normal and {1} anomalous test images; those that the run learnt from are left out.",
          formatCount(image.normals),
          formatCount(image.anomalies),
        )}
      </p>
      <dl>
        <Detail
          term={t("Image AUROC")}
          value={image.auroc}
          text={t("Rank based: how often an anomalous image scores higher than a normal one; ties count ½.")}
        />
        <Detail
          term={t("Image AP")}
          value={image.ap}
          text={t("Average precision, step-wise over the distinct scores.")}
        />
        <Detail
          term={t("Image F1-max")}
          value={image.f1Max}
          text={t(
            "The best F1 of any threshold, at {0}. An oracle: it is chosen on the test images themselves.",
            formatScore(image.f1MaxThreshold),
          )}
        />
        <Detail term={t("Memory alone")} value={partAuroc.memory} text={t("Image AUROC of this part of the score.")} />
        <Detail term={t("Prompt alone")} value={partAuroc.prompt} text={t("Image AUROC of this part of the score.")} />
        <Detail
          term={t("Decoder alone")}
          value={partAuroc.decoder}
          text={t("Image AUROC of this part of the score.")}
        />
      </dl>
      <h3>{t("Pixels")}</h3>
      <p>
        {t(
          "{0} anomalous of {1} pixels, {2} regions in {3} masks. Maps and masks are compared at each image's own size; normal images count too.",
          formatCount(pixel.anomalousPixels),
          formatCount(pixels),
          formatCount(pixel.regions),
          formatCount(masks),
        )}
        {pixel.emptyMasks > 0 && ` ${t("Empty masks of anomalous images: {0}.", formatCount(pixel.emptyMasks))}`}
      </p>
      <dl>
        <Detail
          term={t("Pixel AUROC")}
          value={pixel.auroc}
          text={t("Exact, over the pixels of all images together.")}
        />
        <Detail term={t("Pixel AP")} value={pixel.ap} text={t("Exact, step-wise.")} />
        <Detail
          term={t("Pixel F1-max")}
          value={pixel.f1Max}
          text={t("The best F1 of any threshold, at {0}. An oracle.", formatScore(pixel.f1MaxThreshold))}
        />
        <Detail
          term={t("AUPRO@{0}", limit)}
          value={pixel.aupro}
          text={t(
            "Exact area under the per-region overlap up to the false positive rate {0}, divided by it; 8-connected regions, as in the official evaluation of MVTec AD.",
            limit,
          )}
        />
        <Detail
          term={t("AUPRO-200")}
          value={pixel.aupro200}
          text={t(
            "The variant with 200 thresholds in the tables of the CLIP few-shot papers; compare it with those alone.",
          )}
        />
      </dl>
    </div>
  );
}

function Detail({
  term,
  value,
  text,
}: {
  readonly term: string;
  readonly value: number | null;
  readonly text: string;
}) {
  return (
    <div>
      <dt>{term}</dt>
      <dd class="detail-value">{formatPercent(value)}</dd>
      <dd class="soft">{text}</dd>
    </div>
  );
}
