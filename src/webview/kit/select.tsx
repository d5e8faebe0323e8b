import { useId } from "preact/hooks";

interface Option<Value extends string> {
  readonly value: Value;
  readonly label: string;
}

interface Props<Value extends string> {
  readonly label: string;
  /** The label is there for screen readers alone. */
  readonly hidesLabel?: boolean;
  readonly options: readonly Option<Value>[];
  readonly value: Value;
  readonly disabled?: boolean;
  /** Id of what explains the choice. */
  readonly describedBy?: string;
  onChange(value: Value): void;
}

/** A drop-down list. */
export function Select<Value extends string>(props: Props<Value>) {
  const { label, hidesLabel = false, options, value, disabled = false, describedBy, onChange } = props;
  const id = useId();
  return (
    <div class="field">
      <label class={hidesLabel ? "visually-hidden" : "field-label"} for={id}>
        {label}
      </label>
      <select
        id={id}
        value={value}
        disabled={disabled}
        aria-describedby={describedBy}
        onChange={({ currentTarget }) => onChange(currentTarget.value as Value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} selected={option.value === value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}
