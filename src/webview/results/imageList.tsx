import { useMemo } from "preact/hooks";
import type { CategoryResults, ResultImage, RunResults } from "../../protocol/runs.ts";
import { Elided } from "../kit/elided.tsx";
import { EmptyState } from "../kit/emptyState.tsx";
import { Icon } from "../kit/icon.tsx";
import { IconButton } from "../kit/iconButton.tsx";
import { t } from "../kit/l10n.ts";
import { LiveText } from "../kit/liveText.tsx";
import { formatCount, formatMargin, formatScore } from "../kit/numbers.ts";
import { Picture } from "../kit/picture.tsx";
import { Section } from "../kit/section.tsx";
import { Segmented } from "../kit/segmented.tsx";
import { VirtualGrid } from "../kit/virtualGrid.tsx";
import type { Confusion } from "./confusion.ts";
import type { ResultsHost } from "./resultsHost.ts";
import { type Show, selectImages } from "./selectImages.ts";
import { VERDICT_ICONS, verdictOf, verdictTitle } from "./verdict.ts";

/** Longest side of thumbnails, in pixels. */
const SIDE = 256;
const MIN_CELL = 124;
/** Height of the words below a thumbnail, in CSS pixels at the usual font size. */
const WORDS = 62;

interface Props {
  readonly results: RunResults;
  readonly category: CategoryResults;
  readonly threshold: number;
  readonly confusion: Confusion;
  readonly show: Show;
  readonly range: readonly [number, number] | null;
  /** Id of the image that the keyboard is at. */
  readonly active: string | null;
  readonly hasMaps: boolean;
  readonly host: ResultsHost;
  onShow(show: Show): void;
  onRange(range: null): void;
  onActive(id: string): void;
  onMaps(hasMaps: boolean): void;
  onOpen(image: ResultImage): void;
}

/** The images that the threshold gets wrong, or all of them, the worst first. */
export function ImageList(props: Props) {
  const { category, threshold, confusion, show, range, active, hasMaps, onShow, onRange, onActive, onMaps, onOpen } =
    props;
  const { images } = category;
  const listed = useMemo(() => selectImages(images, threshold, show, range), [images, threshold, show, range]);
  const count = listed.length === 1 ? t("1 image") : t("{0} images", formatCount(listed.length));
  return (
    <Section
      title={t("Images")}
      class="images"
      note={
        <span class="image-tools">
          <span class="soft">{count}</span>
          <IconButton icon="map" label={t("Show anomaly maps")} isPressed={hasMaps} onClick={() => onMaps(!hasMaps)} />
        </span>
      }
    >
      <Segmented
        label={t("Images to list")}
        value={show}
        options={[
          { value: "missed", label: t("Missed"), note: formatCount(confusion.fn) },
          { value: "false-alarms", label: t("False alarms"), note: formatCount(confusion.fp) },
          { value: "all", label: t("All"), note: formatCount(images.length) },
        ]}
        onChange={onShow}
      />
      {range && (
        <p class="chip">
          {t("Scores {0} to {1}", formatScore(range[0]), formatScore(range[1]))}
          <IconButton icon="close" label={t("List images with any score")} onClick={() => onRange(null)} />
        </p>
      )}
      {listed.length === 0 ? (
        <EmptyState icon="check" title={emptyTitle(show, range !== null)} />
      ) : (
        <VirtualGrid
          label={t("Images, worst first")}
          items={listed}
          keyOf={({ id }) => id}
          nameOf={(image) => imageName(image, threshold)}
          minCellWidth={MIN_CELL}
          cellHeight={(width) => width + WORDS}
          active={active ?? undefined}
          onActive={onActive}
          onOpen={onOpen}
        >
          {(image) => <ImageCell {...props} image={image} />}
        </VirtualGrid>
      )}
      <LiveText text={count} />
    </Section>
  );
}

function ImageCell({ image, results, category, threshold, hasMaps, host }: Props & { readonly image: ResultImage }) {
  const { id, path, defect, score } = image;
  const run = results.run.path;
  const verdict = verdictOf(image, threshold);
  return (
    <div class={`image-cell ${verdict}`}>
      <Picture
        alt=""
        cacheKey={hasMaps ? `${run}\n${results.evaluatedAt}\n${category.name}\n${id}` : path}
        load={(signal) =>
          hasMaps
            ? host.call("mapPicture", { run, category: category.name, id, side: SIDE }, { signal })
            : host.call("picture", { path, side: SIDE }, { signal })
        }
      />
      <Elided text={id} />
      <span class="verdict" title={`${verdictTitle(verdict)}: ${defect}`}>
        <Icon name={VERDICT_ICONS[verdict]} />
        <span class="defect">{defect}</span>
      </span>
      <span class="score">
        {formatScore(score)}
        <span class="soft" title={t("Distance from the threshold")}>
          {formatMargin(score - threshold)}
        </span>
      </span>
    </div>
  );
}

function imageName(image: ResultImage, threshold: number): string {
  const verdict = verdictTitle(verdictOf(image, threshold));
  const margin = formatMargin(image.score - threshold);
  return t(
    "{0}, {1}, {2}, score {3}, {4} from the threshold",
    image.id,
    verdict,
    image.defect,
    formatScore(image.score),
    margin,
  );
}

function emptyTitle(show: Show, isFiltered: boolean): string {
  if (isFiltered) return t("No such image has a score in this range");
  if (show === "missed") return t("No defect is missed at this threshold");
  return show === "false-alarms" ? t("No false alarm at this threshold") : t("The evaluation holds no image");
}
