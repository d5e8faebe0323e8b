import type { ComponentChildren } from "preact";
import { Icon, type IconName } from "./icon.tsx";

interface Props {
  readonly icon?: IconName;
  readonly title: string;
  /** What it means or what to do. */
  readonly text?: string;
  /** Buttons. */
  readonly children?: ComponentChildren;
}

/** Says why there is nothing to see. */
export function EmptyState({ icon, title, text, children }: Props) {
  return (
    <div class="empty-state">
      {icon && <Icon name={icon} />}
      <p class="empty-title">{title}</p>
      {text !== undefined && <p class="soft">{text}</p>}
      {children && <div class="actions">{children}</div>}
    </div>
  );
}
