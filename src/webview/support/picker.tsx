import { useLayoutEffect, useMemo, useState } from "preact/hooks";
import * as v from "valibot";
import { isCancelled } from "../../protocol/remoteError.ts";
import { Button } from "../kit/button.tsx";
import { Elided } from "../kit/elided.tsx";
import { EmptyState } from "../kit/emptyState.tsx";
import { Failure } from "../kit/failure.tsx";
import { t } from "../kit/l10n.ts";
import { LiveText } from "../kit/liveText.tsx";
import { formatCount } from "../kit/numbers.ts";
import { Picture } from "../kit/picture.tsx";
import { useHostState } from "../kit/useHostState.ts";
import { VirtualGrid } from "../kit/virtualGrid.tsx";
import { type Candidate, THUMBNAIL_SIDE } from "./candidate.ts";
import { commonFolder, drawRandom, matchesWords, toggle } from "./selection.ts";
import type { SupportHost } from "./supportHost.ts";
import { Tray } from "./tray.tsx";

interface Props {
  readonly host: SupportHost;
  readonly candidates: {
    readonly category: string;
    readonly images: readonly Candidate[];
    readonly chosen: readonly string[];
    readonly limit: number;
  };
}

const STATE = v.object({ chosen: v.nullable(v.array(v.string())), filter: v.string() });
const INITIAL: v.InferOutput<typeof STATE> = { chosen: null, filter: "" };

/** Normal images to choose support images from, with the chosen ones above them. */
export function Picker({ host, candidates: { category, images, chosen: atFirst, limit } }: Props) {
  const [{ chosen: kept, filter }, change] = useHostState("choice", STATE, INITIAL);
  const [active, setActive] = useState<string>();
  const [message, setMessage] = useState("");
  const [isSending, setIsSending] = useState(false);
  const [error, setError] = useState<unknown>();
  const names = useMemo(() => new Map(images.map(({ path, id }) => [path, id])), [images]);
  const chosen = useMemo(
    () => (kept ?? atFirst).filter((path) => names.has(path)).slice(0, limit),
    [kept, atFirst, names, limit],
  );
  const folder = useMemo(() => commonFolder(images.map(({ id }) => id)), [images]);
  const selected = useMemo(() => new Set(chosen), [chosen]);
  const shown = useMemo(() => images.filter(({ id }) => matchesWords(id, filter)), [images, filter]);

  const choose = (paths: readonly string[], text: string) => {
    change((old) => ({ ...old, chosen: [...paths] }));
    setMessage(text);
  };
  const setFilter = (text: string) => change((old) => ({ ...old, filter: text }));
  const onToggle = ({ path, id }: Candidate) => {
    const next = toggle(chosen, path, limit);
    const count = t("{0} of {1} chosen", next.chosen.length, limit);
    switch (next.result) {
      case "full":
        setMessage(t("{0} are chosen already. Take one out to choose another.", limit));
        break;
      case "added":
        choose(next.chosen, t("{0} added: {1}", id, count));
        break;
      case "removed":
        choose(next.chosen, t("{0} taken out: {1}", id, count));
    }
  };
  const draw = () => {
    const paths = images.map(({ path }) => path);
    choose(drawRandom(paths, limit, Math.random), t("Drawn at random."));
  };
  const send = async (call: () => Promise<unknown>) => {
    setIsSending(true);
    setError(undefined);
    try {
      await call();
    } catch (failure) {
      if (!isCancelled(failure)) setError(failure);
    } finally {
      setIsSending(false);
    }
  };
  const use = () => {
    if (chosen.length > 0 && !isSending) void send(() => host.call("choose", { paths: [...chosen] }));
  };
  const cancel = () => void send(() => host.call("cancel", {}));

  // In the layout phase: a key pressed before the next frame must see what the last one did.
  useLayoutEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      if (event.key === "Escape") cancel();
      else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) use();
      else return;
      event.preventDefault();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  });

  const count =
    shown.length === images.length
      ? t("{0} normal images", formatCount(images.length))
      : t("{0} of {1} normal images", formatCount(shown.length), formatCount(images.length));
  return (
    <main class="picker">
      <header class="picker-head">
        <div class="picker-title">
          <div>
            <h1>{t("Support images for {0}", category)}</h1>
            <p class="soft">
              {limit === 1
                ? t("Choose a normal image. What it shows counts as normal, so take a typical one.")
                : t("Choose up to {0} normal images. What they show counts as normal, so take typical ones.", limit)}
            </p>
          </div>
          <div class="actions">
            <Button kind="secondary" disabled={isSending} onClick={cancel}>
              {t("Cancel")}
            </Button>
            <Button disabled={chosen.length === 0 || isSending} title={t("Ctrl+Enter")} onClick={use}>
              {chosen.length === 1 ? t("Use This Image") : t("Use These {0} Images", chosen.length)}
            </Button>
          </div>
        </div>
        {error !== undefined && <Failure error={error} />}
        <Tray
          host={host}
          chosen={chosen.map((path) => ({ path, id: names.get(path)! }))}
          folder={folder}
          limit={limit}
          onRemove={onToggle}
        />
        <div class="picker-bar">
          <input
            type="search"
            aria-label={t("Filter by name")}
            placeholder={t("Filter by name")}
            value={filter}
            onInput={({ currentTarget }) => setFilter(currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== "Escape" || filter === "") return;
              event.preventDefault();
              setFilter("");
            }}
          />
          <Button kind="secondary" icon="refresh" onClick={draw}>
            {t("Random")}
          </Button>
          <span class="soft picker-count">
            {count}
            {folder !== "" && ` · ${folder}`}
          </span>
          <span class="picker-status">{message || t("{0} of {1} chosen", chosen.length, limit)}</span>
        </div>
        <LiveText text={message || count} />
      </header>
      <div class="picker-grid">
        {shown.length === 0 ? (
          <EmptyState icon="search" title={t("No image has this name")}>
            <Button kind="secondary" onClick={() => setFilter("")}>
              {t("Clear Filter")}
            </Button>
          </EmptyState>
        ) : (
          <VirtualGrid
            label={t("Normal images")}
            items={shown}
            keyOf={({ path }) => path}
            nameOf={({ path, id }) =>
              selected.has(path)
                ? t("{0}, number {1}", id.slice(folder.length), chosen.indexOf(path) + 1)
                : id.slice(folder.length)
            }
            minCellWidth={136}
            cellHeight={(width) => width + 24}
            gap={12}
            active={active}
            onActive={setActive}
            selected={selected}
            onToggle={onToggle}
          >
            {({ path, id }) => (
              <>
                <Picture
                  cacheKey={path}
                  alt=""
                  load={(signal) => host.call("picture", { path, side: THUMBNAIL_SIDE }, { signal })}
                />
                <Elided text={id.slice(folder.length)} />
                {selected.has(path) && <span class="number-badge">{chosen.indexOf(path) + 1}</span>}
              </>
            )}
          </VirtualGrid>
        )}
      </div>
    </main>
  );
}
