import type { ImageTruth } from "../../protocol/runs.ts";
import { t } from "../kit/l10n.ts";
import { Notice } from "../kit/notice.tsx";
import { Section } from "../kit/section.tsx";
import { Select } from "../kit/select.tsx";
import type { Look } from "./lookState.ts";

interface Props {
  readonly truth: ImageTruth | null;
  /** Whether there is a mask that marks a pixel. */
  readonly isMarked: boolean;
  readonly style: Look["truth"];
  onStyle(style: Look["truth"]): void;
}

/** What the data set says of the image, and how its mask is drawn. */
export function TruthPanel({ truth, isMarked, style, onStyle }: Props) {
  return (
    <Section title={t("Ground truth")} class="truth-panel">
      <p>{truth ? truthText(truth) : t("Not known: the image is in no data set of the run.")}</p>
      {truth?.label === 1 && !isMarked && <MissingMask truth={truth} />}
      {isMarked && (
        <>
          <Select
            label={t("Mask")}
            options={[
              { value: "outline", label: t("Outline") },
              { value: "fill", label: t("Fill") },
              { value: "hidden", label: t("Hidden") },
            ]}
            value={style}
            onChange={onStyle}
          />
          <p class="soft">{t("Dashed in the picture. The key G there shows or hides it.")}</p>
        </>
      )}
    </Section>
  );
}

function MissingMask({ truth: { mask, problem } }: { readonly truth: ImageTruth }) {
  if (problem !== null) return <Notice kind="warning">{problem}</Notice>;
  return <p class="soft">{mask ? t("The mask marks no pixel.") : t("No mask: where the defect is, is not known.")}</p>;
}

/** "Normal", or the kind of defect. */
export function truthText({ label, defect }: Pick<ImageTruth, "label" | "defect">): string {
  return label === 0 ? t("Normal") : t("Defect: {0}", defect);
}
