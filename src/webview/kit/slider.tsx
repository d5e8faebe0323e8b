import { useId } from "preact/hooks";
import { classNames } from "./classNames.ts";

interface Props {
  readonly label: string;
  /** Label and value text are there for screen readers alone. */
  readonly hidesLabel?: boolean;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** The value in words, with its unit. */
  readonly valueText: string;
  readonly disabled?: boolean;
  /** Called while it is dragged. */
  onInput(value: number): void;
}

/** A slider. Arrow keys go one step, Page Up and Page Down ten, Home and End to the ends. */
export function Slider(props: Props) {
  const { label, hidesLabel = false, value, min, max, step, valueText, disabled = false, onInput } = props;
  const id = useId();
  const share = max > min ? (Math.min(max, Math.max(min, value)) - min) / (max - min) : 0;
  return (
    <div class="slider">
      <div class={classNames("slider-head", hidesLabel && "visually-hidden")}>
        <label for={id}>{label}</label>
        <output for={id} aria-hidden="true">
          {valueText}
        </output>
      </div>
      <input
        id={id}
        type="range"
        min={min}
        max={max}
        step={step}
        value={value}
        disabled={disabled}
        aria-valuetext={valueText}
        style={{ "--share": String(share) }}
        onInput={({ currentTarget }) => onInput(currentTarget.valueAsNumber)}
      />
    </div>
  );
}
