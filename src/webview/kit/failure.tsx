import { toRemoteError } from "../../protocol/remoteError.ts";
import { t } from "./l10n.ts";
import { Notice } from "./notice.tsx";

interface Props {
  /** Whatever was thrown. */
  readonly error: unknown;
  onRetry?(): void;
}

/** An error of the host: what happened and what to do about it. */
export function Failure({ error, onRetry }: Props) {
  const { message, hint } = toRemoteError(error);
  return (
    <Notice kind="error" {...(onRetry && { action: { label: t("Try Again"), onClick: onRetry } })}>
      <p>{message}</p>
      {hint !== "" && <p class="soft">{hint}</p>}
    </Notice>
  );
}
