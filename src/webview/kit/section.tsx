import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { Icon } from "./icon.tsx";

interface Props {
  readonly title: string;
  readonly class?: string;
  /** Beside the title. */
  readonly note?: ComponentChildren;
  /** Without it, the section can't be folded. */
  onToggle?(isOpen: boolean): void;
  readonly isOpen?: boolean;
  readonly children: ComponentChildren;
}

/** A part of a view with a heading, which may fold it. */
export function Section({ title, class: extra = "", note, onToggle, isOpen = true, children }: Props) {
  const id = useId();
  return (
    <section class={`section ${extra}`} aria-labelledby={id}>
      <div class="section-head">
        <h2 id={id}>
          {onToggle ? (
            <button type="button" class="fold" aria-expanded={isOpen} onClick={() => onToggle(!isOpen)}>
              <Icon name={isOpen ? "chevron-down" : "chevron-right"} />
              {title}
            </button>
          ) : (
            title
          )}
        </h2>
        {note}
      </div>
      {isOpen && <div class="section-body">{children}</div>}
    </section>
  );
}
