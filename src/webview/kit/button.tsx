import type { ButtonHTMLAttributes } from "preact";
import { classNames } from "./classNames.ts";
import { Icon, type IconName } from "./icon.tsx";

type Props = ButtonHTMLAttributes<HTMLButtonElement> & {
  /** "link" looks like text. */
  readonly kind?: "primary" | "secondary" | "link";
  readonly icon?: IconName;
};

/** A button with words on it. */
export function Button({ kind = "primary", icon, children, class: extra, ...rest }: Props) {
  return (
    <button type="button" class={classNames("button", kind, extra as string | undefined)} {...rest}>
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}
