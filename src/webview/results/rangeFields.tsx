import { useId } from "preact/hooks";
import { Button } from "../kit/button.tsx";
import { Disclosure } from "../kit/disclosure.tsx";
import { t } from "../kit/l10n.ts";

interface Props {
  readonly span: readonly [number, number];
  readonly range: readonly [number, number] | null;
  onRange(range: [number, number] | null): void;
}

/** The range of scores to list, as numbers: the same as dragging below the histogram. */
export function RangeFields({ span, range, onRange }: Props) {
  const [low, high] = range ?? span;
  // Three digits of the span.
  const step = 10 ** (Math.floor(Math.log10(span[1] - span[0])) - 2);
  return (
    <Disclosure label={t("Filter by score")}>
      <div class="range-fields">
        <Field
          label={t("From")}
          value={range?.[0]}
          end={span[0]}
          step={step}
          onValue={(from) => onRange(inOrder(from, high))}
        />
        <Field
          label={t("To")}
          value={range?.[1]}
          end={span[1]}
          step={step}
          onValue={(to) => onRange(inOrder(low, to))}
        />
        <Button kind="secondary" disabled={range === null} onClick={() => onRange(null)}>
          {t("List All")}
        </Button>
      </div>
    </Disclosure>
  );
}

interface FieldProps {
  readonly label: string;
  readonly value: number | undefined;
  /** Stands for an empty field. */
  readonly end: number;
  readonly step: number;
  onValue(value: number): void;
}

function Field({ label, value, end, step, onValue }: FieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label}
      </label>
      <input
        id={id}
        type="number"
        step={step}
        placeholder={String(Number(end.toPrecision(4)))}
        value={value === undefined ? "" : Number(value.toPrecision(6))}
        onChange={({ currentTarget: { valueAsNumber } }) =>
          onValue(Number.isFinite(valueAsNumber) ? valueAsNumber : end)
        }
      />
    </div>
  );
}

function inOrder(a: number, b: number): [number, number] {
  return [Math.min(a, b), Math.max(a, b)];
}
