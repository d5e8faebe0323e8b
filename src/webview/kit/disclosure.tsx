import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";
import { Icon } from "./icon.tsx";

interface Props {
  readonly label: string;
  /** Given, the caller holds the state. */
  readonly isOpen?: boolean;
  onToggle?(isOpen: boolean): void;
  readonly children: ComponentChildren;
}

/** A button that shows more below it. What is closed is not in the page. */
export function Disclosure({ label, isOpen, onToggle, children }: Props) {
  const [own, setOwn] = useState(false);
  const id = useId();
  const open = isOpen ?? own;
  const toggle = () => {
    setOwn(!open);
    onToggle?.(!open);
  };
  return (
    <div class="disclosure">
      <button
        type="button"
        class="disclosure-button"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={toggle}
      >
        <Icon name={open ? "chevron-down" : "chevron-right"} />
        {label}
      </button>
      {open && (
        <div id={id} class="disclosure-body">
          {children}
        </div>
      )}
    </div>
  );
}
