import { useMemo, useRef } from "preact/hooks";
import type { Inspection } from "../../protocol/runs.ts";
import { t } from "../kit/l10n.ts";
import { LiveText } from "../kit/liveText.tsx";
import { Notice } from "../kit/notice.tsx";
import { formatScore } from "../kit/numbers.ts";
import { useHostState } from "../kit/useHostState.ts";
import { ImagePanel } from "./imagePanel.tsx";
import { colouredMap, crossHairLayer, type Layer, mapLayer, pictureLayer, truthLayer } from "./layers.ts";
import { INITIAL_LOOK, LOOK_STATE, type Look } from "./lookState.ts";
import { MapPanel } from "./mapPanel.tsx";
import { type MapPoint, mapPeak, mapValueAt } from "./mapPoints.ts";
import { maskOutlines } from "./maskOutlines.ts";
import { PartsPanel } from "./partsPanel.tsx";
import { ScorePanel } from "./scorePanel.tsx";
import { Stage } from "./stage.tsx";
import { TruthPanel, truthText } from "./truthPanel.tsx";
import { useBitmap } from "./useBitmap.ts";
import { isAnomalous, outcome } from "./verdict.ts";

/** The picture under its map, with all that is known beside it. */
export function ImageView({ inspection }: { readonly inspection: Inspection }) {
  const { picture, map, scale, width, height, truth } = inspection;
  const [look, changeLook] = useHostState("look", LOOK_STATE, INITIAL_LOOK);
  const { opacity, colorMap, isFaded, showsPeak } = look;
  const image = useMemo(() => ({ width, height }), [width, height]);
  const bitmap = useBitmap(picture);
  const peak = useMemo(() => mapPeak(map, image), [map, image]);
  const coloured = useMemo(() => colouredMap(map, scale, colorMap, isFaded), [map, scale, colorMap, isFaded]);
  const mask = truth?.mask ?? null;
  const outlines = useMemo(() => (mask ? maskOutlines(mask) : []), [mask]);
  const truthStyle = mask && outlines.length > 0 ? look.truth : "hidden";
  const layers = useMemo((): Layer[] => {
    if (bitmap === undefined) return [];
    const drawn: Layer[] = bitmap ? [pictureLayer(bitmap, image)] : [];
    if (opacity > 0 && coloured.width > 0) drawn.push(mapLayer(coloured, image, opacity));
    if (mask && truthStyle !== "hidden") drawn.push(truthLayer(outlines, mask, image, truthStyle));
    if (showsPeak && peak) drawn.push(crossHairLayer(peak));
    return drawn;
  }, [bitmap, image, coloured, opacity, showsPeak, peak, mask, outlines, truthStyle]);
  const setLook = (change: Partial<Look>) => changeLook((old) => ({ ...old, ...change }));
  const lastShown = useRef<Look["truth"]>("outline");
  if (look.truth !== "hidden") lastShown.current = look.truth;
  const toggleTruth = () => setLook({ truth: look.truth === "hidden" ? lastShown.current : "hidden" });
  const words = describe(inspection, peak);
  return (
    <>
      <div class="inspector-stage">
        {bitmap === null && (
          <Notice kind="warning">{t("The picture itself can't be shown here; this is its map alone.")}</Notice>
        )}
        <Stage
          image={image}
          layers={layers}
          alt={words}
          valueAt={(x, y) => mapValueAt(map, image, x, y)}
          onToggleTruth={outlines.length > 0 ? toggleTruth : undefined}
        />
        <LiveText text={words} />
      </div>
      <div class="inspector-side">
        <ScorePanel inspection={inspection} />
        <TruthPanel
          truth={truth}
          isMarked={outlines.length > 0}
          style={look.truth}
          onStyle={(style) => setLook({ truth: style })}
        />
        <MapPanel scale={scale} peak={peak} look={look} onLook={setLook} />
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
  const sentences = [verdict];
  const against = outcome(inspection);
  if (inspection.truth && against !== null)
    sentences.push(t("Ground truth: {0} ({1}).", truthText(inspection.truth), against));
  if (peak) sentences.push(t("The map is highest at x {0}, y {1}, with {2}.", peak.x, peak.y, formatScore(peak.value)));
  return sentences.join(" ");
}
