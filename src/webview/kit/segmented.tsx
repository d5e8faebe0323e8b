import { useId } from "preact/hooks";
import { Icon, type IconName } from "./icon.tsx";

interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
  /** Shown after the label, such as how many there are. */
  readonly note?: string;
  readonly icon?: IconName;
}

interface Props<Value extends string> {
  /** What is chosen; for screen readers. */
  readonly label: string;
  readonly options: readonly Choice<Value>[];
  readonly value: Value;
  onChange(value: Value): void;
}

/** One of a few choices, all of them visible: radio buttons in a row. */
export function Segmented<Value extends string>({ label, options, value, onChange }: Props<Value>) {
  const name = useId();
  return (
    <div class="segmented" role="radiogroup" aria-label={label}>
      {options.map((option) => (
        <label key={option.value} class="segment">
          <input
            type="radio"
            class="visually-hidden"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          {option.icon && <Icon name={option.icon} />}
          <span>{option.label}</span>
          {option.note !== undefined && <span class="segment-note">{option.note}</span>}
        </label>
      ))}
    </div>
  );
}
