import { mapColour } from "../imaging/colormap.ts";
import { type ColourScale, colourScale } from "../jobs/colourScale.ts";
import { OVERLAY_OPACITY } from "../jobs/drawnImage.ts";
import { type CategoryEvaluation, type EvaluatedImage, PARTS } from "../jobs/requests.ts";
import { countOf, formatScore } from "./format.ts";
import { type Html, html } from "./html.ts";
import { type ImagePictures, type InlinePicture, imagePictures } from "./pictures.ts";
import { type Selection, VERDICT_TITLES, type Verdict, verdictOf } from "./verdicts.ts";

const SIDE = 320;

/**
 * The images of a category: failures first, then the others.
 *
 * @param key names the section's filter
 * @param smoothing of the run's maps
 * @param onPicture called before each image, and awaited; it may throw to stop
 */
export async function gallery(
  evaluation: CategoryEvaluation,
  selection: Selection,
  key: string,
  smoothing: number,
  onPicture: () => void | Promise<void>,
): Promise<Html> {
  const { images, threshold } = evaluation;
  if (images.length === 0) return html`<p class="empty">No image was evaluated.</p>`;
  const scale = colourScale(images);
  const range = scoreRange(images, threshold.value);
  const tiles: Html[] = [];
  for (const image of [...selection.failures, ...selection.others]) {
    await onPicture();
    const pictures = await imagePictures(image, scale, smoothing, SIDE);
    tiles.push(tile(image, pictures, threshold.value, range));
  }
  return html`${filters(evaluation, key)}
<p class="note">${selectionNote(selection)}</p>
${legend(scale)}
<div class="gallery">
${tiles}</div>`;
}

function filters({ images, threshold }: CategoryEvaluation, key: string): Html {
  const counts = new Map<Verdict, number>();
  for (const image of images) {
    const verdict = verdictOf(image, threshold.value);
    counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  }
  const option = (value: string, title: string, count: number, isChecked: boolean) =>
    html`<label><input type="radio" name="${key}" class="only-${value}"${isChecked && html` checked`}> ${title} <span class="count">${count}</span></label>
`;
  return html`<fieldset class="filters"><legend>Show</legend>
${option("all", "All", images.length, true)}${(Object.keys(VERDICT_TITLES) as Verdict[]).map((verdict) => option(verdict, VERDICT_TITLES[verdict], counts.get(verdict) ?? 0, false))}</fieldset>`;
}

function selectionNote({ failures, others, failureCount, otherCount }: Selection): string {
  const order = "Failures first, those furthest from the threshold leading; then the others by score.";
  const parts = [
    failures.length < failureCount ? `the ${failures.length} worst of ${countOf(failureCount, "failure")}` : "",
    others.length < otherCount ? `${others.length} of ${otherCount} others, evenly spaced by score` : "",
  ].filter((part) => part !== "");
  return parts.length === 0
    ? order
    : `${order} To keep the file small, it shows ${parts.join(" and ")}; scores.csv in the run has all.`;
}

/** Over the grey that overlays are easiest to compare on, with the opacity that they are drawn with. */
function legend({ low, high }: ColourScale): Html {
  const stops = Array.from({ length: 11 }, (_, i) => {
    const [r, g, b] = mapColour("inferno", i / 10);
    return `rgba(${r},${g},${b},${((OVERLAY_OPACITY * i) / 10).toFixed(3)})`;
  });
  return html`<div class="scale"><span>${formatScore(low)}</span><span class="ramp" style="background-image:linear-gradient(to right,${stops.join(",")})"></span><span>${formatScore(high)} and above</span>
<span class="note">Map value of a pixel; one scale for all images of the category.</span>
<span class="note"><span class="outline"></span>Outline of the true defect</span></div>`;
}

function tile(
  image: EvaluatedImage,
  { picture, overlay, problem }: ImagePictures,
  threshold: number,
  range: readonly [number, number],
): Html {
  const verdict = verdictOf(image, threshold);
  const { path, id, label, defect, score, mask } = image;
  return html`<article class="tile ${verdict}" data-file="${path}" data-defect="${defect}">
<header><span class="verdict">${VERDICT_TITLES[verdict]}</span><h4><bdi>${id}</bdi></h4></header>
<div class="pair">${picture ? img(picture, "Picture") : html`<p class="missing">${problem}</p>`}${overlay && img(overlay, "Anomaly map over the picture")}</div>
${picture && problem !== null && html`<p class="note">${problem}</p>`}
<p class="label">${label === 1 ? html`Defect: <bdi>${defect}</bdi>${mask === null && " (no mask)"}` : "Normal"}</p>
${scoreBar(score, threshold, range)}
<dl class="scores"><div><dt>fused</dt><dd>${formatScore(score)}</dd></div>${PARTS.map(
    (part) => html`<div><dt>${part}</dt><dd>${formatScore(image.parts[part])}</dd></div>`,
  )}<div><dt>threshold</dt><dd>${formatScore(threshold)}</dd></div></dl>
</article>
`;
}

function img({ uri, width, height }: InlinePicture, alt: string): Html {
  return html`<img src="${uri}" width="${width}" height="${height}" alt="${alt}" loading="lazy">`;
}

/** The score between the category's lowest and highest, with a tick at the threshold. */
function scoreBar(score: number, threshold: number, [low, high]: readonly [number, number]): Html {
  const percent = (value: number) =>
    `${Math.min(100, Math.max(0, (100 * (value - low)) / (high - low) || 0)).toFixed(1)}%`;
  return html`<div class="bar" aria-hidden="true"><span class="fill" style="width:${percent(score)}"></span><span class="at" style="left:${percent(threshold)}"></span></div>`;
}

function scoreRange(images: readonly EvaluatedImage[], threshold: number): [number, number] {
  let low = threshold;
  let high = threshold;
  for (const { score } of images) {
    if (score < low) low = score;
    if (score > high) high = score;
  }
  const margin = (high - low) * 0.04 || 1;
  return [low - margin, high + margin];
}
