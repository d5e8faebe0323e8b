import { formatPlain } from "../numbers.ts";
import type { Scale } from "./scale.ts";

interface Props {
  readonly scale: Scale;
  readonly ticks: readonly number[];
  /** Where the axis stands: y of a horizontal one, x of a vertical one. */
  readonly at: number;
  /** Where grid lines from the axis end; none without it. */
  readonly gridTo?: number;
  format?(tick: number): string;
}

/** Marks and numbers below a chart. */
export function XAxis({ scale, ticks, at, gridTo, format = formatPlain }: Props) {
  return (
    <g class="axis x">
      {ticks.map((tick) => (
        <g key={tick}>
          <path class={gridTo === undefined ? "tick" : "grid"} d={`M${scale(tick)} ${at}V${gridTo ?? at + 4}`} />
          <text x={scale(tick)} y={at + 15} text-anchor="middle">
            {format(tick)}
          </text>
        </g>
      ))}
    </g>
  );
}

/** Marks and numbers on the left of a chart. */
export function YAxis({ scale, ticks, at, gridTo, format = formatPlain }: Props) {
  return (
    <g class="axis y">
      {ticks.map((tick) => (
        <g key={tick}>
          <path class={gridTo === undefined ? "tick" : "grid"} d={`M${at} ${scale(tick)}H${gridTo ?? at - 4}`} />
          <text x={at - 6} y={scale(tick)} dy="0.32em" text-anchor="end">
            {format(tick)}
          </text>
        </g>
      ))}
    </g>
  );
}
