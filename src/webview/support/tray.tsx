import { Elided } from "../kit/elided.tsx";
import { IconButton } from "../kit/iconButton.tsx";
import { t } from "../kit/l10n.ts";
import { Picture } from "../kit/picture.tsx";
import { type Candidate, THUMBNAIL_SIDE } from "./candidate.ts";
import type { SupportHost } from "./supportHost.ts";

interface Props {
  readonly host: SupportHost;
  readonly chosen: readonly Candidate[];
  /** Start of all names, which is left out. */
  readonly folder: string;
  readonly limit: number;
  onRemove(image: Candidate): void;
}

/** Free places are shown up to this many. */
const MAX_PLACES = 8;

/** The chosen images in order, and the places that are free. */
export function Tray({ host, chosen, folder, limit, onRemove }: Props) {
  const free = Math.max(0, Math.min(limit, MAX_PLACES) - chosen.length);
  return (
    <ol class="tray" aria-label={t("Chosen images")}>
      {chosen.map((image, i) => (
        <li key={image.path}>
          <Picture
            cacheKey={image.path}
            alt=""
            load={(signal) => host.call("picture", { path: image.path, side: THUMBNAIL_SIDE }, { signal })}
          />
          <span class="number-badge" aria-hidden="true">
            {i + 1}
          </span>
          <IconButton icon="close" label={t("Take out {0}", image.id)} onClick={() => onRemove(image)} />
          <Elided text={image.id.slice(folder.length)} />
        </li>
      ))}
      {Array.from({ length: free }, (_, i) => (
        <li key={`free ${i}`} class="free" aria-hidden="true">
          {chosen.length + i + 1}
        </li>
      ))}
    </ol>
  );
}
