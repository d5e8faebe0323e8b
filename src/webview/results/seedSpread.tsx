import { useRef } from "preact/hooks";
import type { RunResults } from "../../protocol/runs.ts";
import { XAxis } from "../kit/charts/axis.tsx";
import { linearScale } from "../kit/charts/scale.ts";
import { ticks } from "../kit/charts/ticks.ts";
import { t } from "../kit/l10n.ts";
import { formatPercent, formatPercentMark } from "../kit/numbers.ts";
import { useSize } from "../kit/useSize.ts";
import { seedStats } from "./seedStats.ts";

const HEIGHT = 36;
const SIDE = 16;

interface Props {
  readonly seeds: RunResults["seeds"];
  /** Path of the run that is shown. */
  readonly run: string;
}

/** How much the metrics vary among runs that differ in the seed alone: a dot for each, this run's ringed. */
export function SeedSpread({ seeds, run }: Props) {
  const metrics = [
    { name: t("Image AUROC"), key: "imageAuroc" },
    { name: t("Pixel AUROC"), key: "pixelAuroc" },
    { name: t("AUPRO"), key: "aupro" },
  ] as const;
  return (
    <div class="chart seed-spread">
      {metrics.map(({ name, key }) => {
        const values = seeds.map((seed) => ({ seed: seed.seed, isThis: seed.run === run, value: seed[key] }));
        return <SeedRow key={key} name={name} values={values} />;
      })}
      <ul class="legend">
        <li>
          <svg class="key" width="16" height="16" aria-hidden="true">
            <circle class="seed this" cx="8" cy="8" r="5" />
          </svg>
          {t("this run")}
        </li>
        <li>
          <svg class="key" width="16" height="16" aria-hidden="true">
            <circle class="seed" cx="8" cy="8" r="3.5" />
          </svg>
          {t("other seeds")}
        </li>
        <li>
          <svg class="key" width="20" height="16" aria-hidden="true">
            <path class="mean" d="M1 8H19M10 3V13" />
          </svg>
          {t("mean ± standard deviation")}
        </li>
      </ul>
    </div>
  );
}

interface RowProps {
  readonly name: string;
  readonly values: readonly { readonly seed: number; readonly isThis: boolean; readonly value: number | null }[];
}

function SeedRow({ name, values }: RowProps) {
  const box = useRef<HTMLDivElement>(null);
  const { width } = useSize(box);
  const known = values.filter((one): one is typeof one & { value: number } => one.value !== null);
  const { mean, sd } = seedStats(values.map(({ value }) => value));
  const summary =
    mean === null || sd === null ? formatPercent(mean) : t("{0} ± {1}", formatPercent(mean), formatPercent(sd));
  const list = values.map(({ seed, value, isThis }) =>
    isThis ? t("seed {0}, this run: {1}", seed, formatPercent(value)) : t("seed {0}: {1}", seed, formatPercent(value)),
  );
  return (
    <div class="seed-row" ref={box}>
      <div class="seed-head">
        <span>{name}</span>
        <span class="seed-summary">{summary}</span>
      </div>
      {width > 0 && known.length > 0 && (
        <svg width={width} height={HEIGHT} role="img" aria-label={`${name}: ${summary}. ${list.join("; ")}`}>
          <Dots known={known} mean={mean} sd={sd} width={width} />
        </svg>
      )}
    </div>
  );
}

interface DotsProps {
  readonly known: readonly { readonly seed: number; readonly isThis: boolean; readonly value: number }[];
  readonly mean: number | null;
  readonly sd: number | null;
  readonly width: number;
}

function Dots({ known, mean, sd, width }: DotsProps) {
  const numbers = known.map(({ value }) => value);
  const ends = [...numbers, ...(mean === null || sd === null ? [] : [mean - sd, mean + sd])];
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const room = Math.max((high - low) * 0.1, 0.001);
  const x = linearScale([low - room, high + room], [SIDE, width - SIDE]);
  const middle = 11;
  // There is room beyond 100 %, but no such value.
  const marks = ticks(...x.domain, Math.max(2, width / 90)).filter((value) => value >= 0 && value <= 1);
  return (
    <>
      <path class="frame" d={`M${SIDE} ${middle}H${width - SIDE}`} />
      <XAxis scale={x} ticks={marks} at={middle + 7} format={formatPercentMark} />
      {mean !== null && sd !== null && (
        <path class="mean" d={`M${x(mean - sd)} ${middle}H${x(mean + sd)}M${x(mean)} ${middle - 7}V${middle + 7}`} />
      )}
      {known
        .toSorted((a, b) => Number(a.isThis) - Number(b.isThis))
        .map(({ seed, isThis, value }) => (
          <circle key={seed} class={isThis ? "seed this" : "seed"} cx={x(value)} cy={middle} r={isThis ? 5 : 3.5}>
            <title>{t("seed {0}: {1}", seed, formatPercent(value))}</title>
          </circle>
        ))}
    </>
  );
}
