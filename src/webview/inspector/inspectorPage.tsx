import { useCallback, useState } from "preact/hooks";
import { isCancelled } from "../../protocol/remoteError.ts";
import { Busy } from "../kit/busy.tsx";
import { Button } from "../kit/button.tsx";
import { Failure } from "../kit/failure.tsx";
import { t } from "../kit/l10n.ts";
import { useAnswer } from "../kit/useAnswer.ts";
import { hostText } from "../kit/viewState.ts";
import { ImageView } from "./imageView.tsx";
import type { InspectorHost } from "./inspectorHost.ts";

/** An image with its anomaly map and its score by a run. */
export function InspectorPage({ host: { channel, changed } }: { readonly host: InspectorHost }) {
  const ask = useCallback((signal: AbortSignal) => channel.call("inspect", {}, { signal }), [channel]);
  const { value: inspection, error, isAsking, askAgain } = useAnswer(ask, changed);
  const [actionError, setActionError] = useState<unknown>();
  const act = (action: "chooseRun" | "openImage") => {
    setActionError(undefined);
    channel.call(action, {}).catch((failure) => !isCancelled(failure) && setActionError(failure));
  };
  const isFailed = error !== undefined && !isAsking;
  return (
    <main class="inspector">
      <header class="inspector-head">
        <h1>{fileName(inspection?.image.path ?? hostText("image") ?? "")}</h1>
        <div class="actions">
          <Button kind="secondary" onClick={() => act("chooseRun")}>
            {t("Choose Another Run")}
          </Button>
          <Button kind="secondary" icon="image" onClick={() => act("openImage")}>
            {t("Open Image")}
          </Button>
        </div>
        {actionError !== undefined && <Failure error={actionError} />}
      </header>
      {isFailed ? (
        <div class="inspector-message">
          <Failure error={error} onRetry={askAgain} />
        </div>
      ) : inspection ? (
        <div class="inspector-content" aria-busy={isAsking}>
          <ImageView inspection={inspection} />
          {isAsking && (
            <div class="inspector-again">
              <Busy label={t("Scoring the image again…")} />
            </div>
          )}
        </div>
      ) : (
        <div class="inspector-message">
          <Busy label={t("Scoring the image…")} />
          <p class="soft">
            {t(
              "The first image takes some seconds, because the model and the run are loaded. The next ones are quick.",
            )}
          </p>
        </div>
      )}
    </main>
  );
}

function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}
