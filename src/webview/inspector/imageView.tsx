import { useMemo } from "preact/hooks";
import type { Inspection } from "../../protocol/runs.ts";
import { t } from "../kit/l10n.ts";
import { LiveText } from "../kit/liveText.tsx";
import { Notice } from "../kit/notice.tsx";
import { formatScore } from "../kit/numbers.ts";
import { useHostState } from "../kit/useHostState.ts";
import { ImagePanel } from "./imagePanel.tsx";
import { colouredMap, crossHairLayer, type Layer, mapLayer, pictureLayer } from "./layers.ts";
import { INITIAL_LOOK, LOOK_STATE } from "./lookState.ts";
import { MapPanel } from "./mapPanel.tsx";
import { type MapPoint, mapPeak, mapValueAt } from "./mapPoints.ts";
import { PartsPanel } from "./partsPanel.tsx";
import { ScorePanel } from "./scorePanel.tsx";
import { Stage } from "./stage.tsx";
import { useBitmap } from "./useBitmap.ts";
import { isAnomalous } from "./verdict.ts";

/** The picture under its map, with all that is known beside it. */
export function ImageView({ inspection }: { readonly inspection: Inspection }) {
  const { picture, map, scale, width, height } = inspection;
  const [look, changeLook] = useHostState("look", LOOK_STATE, INITIAL_LOOK);
  const { opacity, colorMap, isFaded, showsPeak } = look;
  const image = useMemo(() => ({ width, height }), [width, height]);
  const bitmap = useBitmap(picture);
  const peak = useMemo(() => mapPeak(map, image), [map, image]);
  const coloured = useMemo(() => colouredMap(map, scale, colorMap, isFaded), [map, scale, colorMap, isFaded]);
  const layers = useMemo((): Layer[] => {
    if (bitmap === undefined) return [];
    const drawn: Layer[] = bitmap ? [pictureLayer(bitmap, image)] : [];
    if (opacity > 0 && coloured.width > 0) drawn.push(mapLayer(coloured, image, opacity));
    if (showsPeak && peak) drawn.push(crossHairLayer(peak));
    return drawn;
  }, [bitmap, image, coloured, opacity, showsPeak, peak]);
  const words = describe(inspection, peak);
  return (
    <>
      <div class="inspector-stage">
        {bitmap === null && (
          <Notice kind="warning">{t("The picture itself can't be shown here; this is its map alone.")}</Notice>
        )}
        <Stage image={image} layers={layers} alt={words} valueAt={(x, y) => mapValueAt(map, image, x, y)} />
        <LiveText text={words} />
      </div>
      <div class="inspector-side">
        <ScorePanel inspection={inspection} />
        <MapPanel
          scale={scale}
          peak={peak}
          look={look}
          onLook={(change) => changeLook((old) => ({ ...old, ...change }))}
        />
        <PartsPanel parts={inspection.image.parts} />
        <ImagePanel inspection={inspection} />
      </div>
    </>
  );
}

/** The view in words. */
function describe(inspection: Inspection, peak: MapPoint | null): string {
  const score = formatScore(inspection.image.score);
  const threshold = formatScore(inspection.threshold.value);
  const verdict = isAnomalous(inspection)
    ? t("Anomalous: score {0}, threshold {1}.", score, threshold)
    : t("Normal: score {0}, threshold {1}.", score, threshold);
  if (!peak) return verdict;
  return `${verdict} ${t("The map is highest at x {0}, y {1}, with {2}.", peak.x, peak.y, formatScore(peak.value))}`;
}
