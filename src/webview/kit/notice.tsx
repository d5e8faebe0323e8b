import type { ComponentChildren } from "preact";
import { Button } from "./button.tsx";
import { Icon } from "./icon.tsx";
import { t } from "./l10n.ts";

interface Props {
  /** Errors are read out at once. */
  readonly kind: "info" | "warning" | "error";
  readonly action?: { readonly label: string; onClick(): void };
  readonly children: ComponentChildren;
}

/** A message among other content. */
export function Notice({ kind, action, children }: Props) {
  return (
    <div class={`notice ${kind}`} role={kind === "error" ? "alert" : undefined}>
      <Icon name={kind} />
      <div class="notice-text">
        <span class="visually-hidden">{kindName(kind)} </span>
        {children}
      </div>
      {action && (
        <Button kind="secondary" onClick={() => action.onClick()}>
          {action.label}
        </Button>
      )}
    </div>
  );
}

function kindName(kind: Props["kind"]): string {
  if (kind === "error") return t("Error:");
  return kind === "warning" ? t("Warning:") : t("Note:");
}
