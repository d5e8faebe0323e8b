import type { ButtonHTMLAttributes } from "preact";
import { classNames } from "./classNames.ts";
import { Icon, type IconName } from "./icon.tsx";

type Props = Omit<ButtonHTMLAttributes<HTMLButtonElement>, "icon"> & {
  readonly icon: IconName;
  /** Says what it does: its name for screen readers and its tooltip. */
  readonly label: string;
  /** For a button that stays down. */
  readonly isPressed?: boolean;
};

/** A button with only a picture on it. */
export function IconButton({ icon, label, isPressed, class: extra, ...rest }: Props) {
  return (
    <button
      type="button"
      class={classNames("icon-button", extra as string | undefined)}
      aria-label={label}
      title={label}
      aria-pressed={isPressed}
      {...rest}
    >
      <Icon name={icon} />
    </button>
  );
}
