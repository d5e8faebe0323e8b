import { useEffect, useRef } from "preact/hooks";
import type { Inspection } from "../../protocol/runs.ts";
import { t } from "../kit/l10n.ts";
import { Notice } from "../kit/notice.tsx";
import { formatScore } from "../kit/numbers.ts";
import { Section } from "../kit/section.tsx";
import { Select } from "../kit/select.tsx";
import { Slider } from "../kit/slider.tsx";
import { Checkbox } from "./checkbox.tsx";
import { type ColorMapName, colorTable } from "./colorMaps.ts";
import type { Look } from "./lookState.ts";
import type { MapPoint } from "./mapPoints.ts";
import { paintMap } from "./paintMap.ts";

interface Props {
  readonly scale: Inspection["scale"];
  readonly peak: MapPoint | null;
  readonly look: Look;
  onLook(change: Partial<Look>): void;
}

/** How the map is drawn, what its colours mean, and where it is highest. */
export function MapPanel({ scale, peak, look, onLook }: Props) {
  const { opacity, colorMap, isFaded, showsPeak } = look;
  return (
    <Section title={t("Anomaly map")} class="map-panel">
      <Slider
        label={t("Opacity")}
        value={Math.round(opacity * 100)}
        min={0}
        max={100}
        step={1}
        valueText={t("{0}%", Math.round(opacity * 100))}
        onInput={(percent) => onLook({ opacity: percent / 100 })}
      />
      <Select
        label={t("Colors")}
        options={[
          { value: "inferno", label: t("Inferno") },
          { value: "viridis", label: t("Viridis") },
          { value: "turbo", label: t("Turbo") },
          { value: "gray", label: t("Gray") },
        ]}
        value={colorMap}
        onChange={(name) => onLook({ colorMap: name })}
      />
      <Checkbox
        label={t("Low values let the picture through")}
        checked={isFaded}
        onChange={(checked) => onLook({ isFaded: checked })}
      />
      <Legend scale={scale} peak={peak} colorMap={colorMap} isFaded={isFaded} />
      <Checkbox
        label={t("Mark the highest value")}
        checked={showsPeak && peak !== null}
        disabled={peak === null}
        onChange={(checked) => onLook({ showsPeak: checked })}
      />
      <p>
        {peak === null
          ? t("The map is the same everywhere: it has no highest place.")
          : t("Highest value {0} at x {1}, y {2} (pixels of the image).", formatScore(peak.value), peak.x, peak.y)}
      </p>
    </Section>
  );
}

interface LegendProps {
  readonly scale: Inspection["scale"];
  readonly peak: MapPoint | null;
  readonly colorMap: ColorMapName;
  readonly isFaded: boolean;
}

/** The colours with the values that they stand for, and where those come from. */
function Legend({ scale, peak, colorMap, isFaded }: LegendProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context) return;
    const ramp = context.createImageData(256, 1);
    paintMap(
      Float32Array.from({ length: 256 }, (_, i) => i),
      { low: 0, high: 255 },
      colorTable(colorMap),
      isFaded,
      ramp.data,
    );
    context.putImageData(ramp, 0, 0);
  }, [colorMap, isFaded]);
  const { low, high, source } = scale;
  const middle = low + (high - low) / 2;
  const peakShare = peak && high > low ? Math.min(1, Math.max(0, (peak.value - low) / (high - low))) : null;
  return (
    <figure class="map-legend">
      <div class="ramp">
        <canvas
          ref={canvas}
          width={256}
          height={1}
          role="img"
          aria-label={t("Colors from {0} to {1}", formatScore(low), formatScore(high))}
        />
        {peakShare !== null && (
          <svg class="ramp-peak" width="10" height="7" style={{ left: `${peakShare * 100}%` }} aria-hidden="true">
            <path d="M0 0H10L5 7Z" />
          </svg>
        )}
      </div>
      <div class="ramp-values" aria-hidden="true">
        <span>≤ {formatScore(low)}</span>
        <span>{formatScore(middle)}</span>
        <span>≥ {formatScore(high)}</span>
      </div>
      <figcaption>
        {source === "evaluation" ? (
          <span class="soft">{t("One scale for all evaluated images: equal colors are equal values.")}</span>
        ) : (
          <Notice kind="warning">
            {t(
              "Stretched to this image alone: even a good part reaches the top color. Evaluate the run to get one scale for all images.",
            )}
          </Notice>
        )}
      </figcaption>
    </figure>
  );
}
