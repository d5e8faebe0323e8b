import type { RunDetails } from "../../protocol/runs.ts";
import { Elided } from "../kit/elided.tsx";
import { t } from "../kit/l10n.ts";
import { Picture } from "../kit/picture.tsx";
import { Section } from "../kit/section.tsx";
import type { RunHost } from "./runHost.ts";

/** Of a thumbnail, in device pixels of a dense screen. */
const SIDE = 256;

/** What the run learnt from, by category. */
export function SupportImages({ run, channel }: { readonly run: RunDetails; readonly channel: RunHost["channel"] }) {
  const { support } = run;
  if (support.length === 0) return null;
  const categories = [...new Set(support.map(({ category }) => category))];
  return (
    <Section
      title={t("Support images")}
      class="support-images"
      note={<span class="soft">{t("The normal images that it learnt from")}</span>}
    >
      {categories.map((category) => (
        <div key={category}>
          {categories.length > 1 && <h3>{category}</h3>}
          <ul class="thumbnails">
            {support
              .filter((one) => one.category === category)
              .map(({ path }) => (
                <li key={path} title={path}>
                  <Picture
                    cacheKey={path}
                    alt=""
                    load={(signal) => channel.call("picture", { path, side: SIDE }, { signal })}
                  />
                  <Elided text={fileName(path)} />
                </li>
              ))}
          </ul>
        </div>
      ))}
    </Section>
  );
}

function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}
