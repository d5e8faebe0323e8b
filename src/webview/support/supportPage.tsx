import { useCallback } from "preact/hooks";
import { Busy } from "../kit/busy.tsx";
import { EmptyState } from "../kit/emptyState.tsx";
import { Failure } from "../kit/failure.tsx";
import { t } from "../kit/l10n.ts";
import { useAnswer } from "../kit/useAnswer.ts";
import { Picker } from "./picker.tsx";
import type { SupportHost } from "./supportHost.ts";

/** Asks for the images to choose from and shows them. */
export function SupportPage({ host }: { readonly host: SupportHost }) {
  const ask = useCallback((signal: AbortSignal) => host.call("getCandidates", {}, { signal }), [host]);
  const { value, error, askAgain } = useAnswer(ask);
  if (error !== undefined)
    return (
      <main class="support-message">
        <Failure error={error} onRetry={askAgain} />
      </main>
    );
  if (!value) return <Busy label={t("Listing normal images…")} />;
  if (value.images.length === 0)
    return (
      <EmptyState
        icon="image"
        title={t("There is no normal image to choose")}
        text={t("Support images are normal ones: put some into the training folder of “{0}”.", value.category)}
      />
    );
  return <Picker host={host} candidates={value} />;
}
