import { useEffect, useRef, useState } from "preact/hooks";
import type { Picture as PictureFile } from "../../protocol/runs.ts";
import { classNames } from "./classNames.ts";
import { Icon } from "./icon.tsx";
import { t } from "./l10n.ts";
import { LruCache } from "./lruCache.ts";

/** Pictures kept so that scrolling back asks nobody. */
const KEPT = 200;
/** Milliseconds that a picture must stay near before it is asked for, so that those that fly past are not. */
const STAY = 60;
/** Milliseconds after which the address of a picture that is no longer shown is given up. */
const REVOKED = 1000;
/** How far outside what is to be seen pictures are asked for. */
const NEAR = "300px 0px";

const kept = new LruCache<string, Blob>(KEPT);

interface Props {
  /** Names the bytes: equal keys must have equal bytes. */
  readonly cacheKey: string;
  /** Gets the picture; aborted when it is no longer wanted. */
  load(signal: AbortSignal): Promise<PictureFile>;
  /** Empty where the words beside it say it all. */
  readonly alt: string;
  readonly class?: string;
  /** Told once it is drawn, with its size in pixels. */
  onShown?(width: number, height: number): void;
}

/** A picture of the host, asked for when it comes near what is to be seen. It fills its box, uncropped. */
export function Picture({ cacheKey, load, alt, class: extra, onShown }: Props) {
  const box = useRef<HTMLSpanElement>(null);
  const [shown, setShown] = useState<{ key: string; url: string }>();
  const [failedKey, setFailedKey] = useState<string>();
  const latestLoad = useRef(load);
  latestLoad.current = load;

  useEffect(() => {
    const abort = new AbortController();
    let url: string | undefined;
    const show = (blob: Blob) => {
      url = URL.createObjectURL(blob);
      setShown({ key: cacheKey, url });
    };
    const ask = async () => {
      try {
        const { bytes, mime } = await latestLoad.current(abort.signal);
        const blob = new Blob([bytes as Uint8Array<ArrayBuffer>], { type: mime });
        kept.set(cacheKey, blob);
        if (!abort.signal.aborted) show(blob);
      } catch {
        if (!abort.signal.aborted) setFailedKey(cacheKey);
      }
    };
    const held = kept.get(cacheKey);
    if (held) show(held);
    else whenNear(box.current!, abort.signal, ask);
    return () => {
      abort.abort();
      // The browser may only be about to read it.
      setTimeout(() => url !== undefined && URL.revokeObjectURL(url), REVOKED);
    };
  }, [cacheKey]);

  const isFailed = failedKey === cacheKey;
  return (
    <span ref={box} class={classNames("picture", extra, isFailed && "failed")}>
      {isFailed ? (
        <span class="picture-failed" role="img" aria-label={alt === "" ? t("No picture") : t("{0}: no picture", alt)}>
          <Icon name="image" />
          <span aria-hidden="true">{t("No picture")}</span>
        </span>
      ) : (
        shown?.key === cacheKey && (
          <img
            src={shown.url}
            alt={alt}
            draggable={false}
            onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) => onShown?.(naturalWidth, naturalHeight)}
            onError={() => setFailedKey(cacheKey)}
          />
        )
      )}
    </span>
  );
}

/** Calls back once an element has been near what is to be seen for a moment. */
function whenNear(element: Element, signal: AbortSignal, then: () => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const observer = new IntersectionObserver(
    (entries) => {
      clearTimeout(timer);
      if (!entries.at(-1)!.isIntersecting) return;
      timer = setTimeout(() => {
        observer.disconnect();
        then();
      }, STAY);
    },
    // Views are frames of another origin, where the margin counts from the document alone.
    { root: document, rootMargin: NEAR },
  );
  observer.observe(element);
  signal.addEventListener("abort", () => {
    clearTimeout(timer);
    observer.disconnect();
  });
}
