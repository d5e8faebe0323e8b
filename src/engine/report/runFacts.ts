import type { EvaluateResult } from "../jobs/requests.ts";
import { countOf } from "./format.ts";
import { type Html, html } from "./html.ts";
import { inlinePicture } from "./pictures.ts";

const SUPPORT_SIDE = 160;
const MAX_SUPPORT = 24;

/** What was trained, on what, and how; with the pictures that it learnt from. */
export async function runFacts({ run, record }: EvaluateResult): Promise<Html> {
  const support = record.categories.flatMap(({ name, support }) =>
    support.map(({ path }) => ({ category: name, path })),
  );
  const pictures: Html[] = [];
  const several = record.categories.length > 1;
  for (const { category, path } of support.slice(0, MAX_SUPPORT))
    pictures.push(await supportPicture(path, several ? category : null));
  const rest = support.length - pictures.length;
  const facts: [string, string][] = [
    ["Model", record.model.name],
    ["Shots", `${countOf(record.shots, "normal image")} a category`],
    ["Seed, draw", `${record.seed}, ${record.draw}`],
    ["Preset", record.preset],
    ["Steps", record.step === record.steps ? String(record.steps) : `${record.step} of ${record.steps}`],
    ["Trained", dateText(record.finishedAt ?? record.createdAt)],
    ["Versions", `AnoPLe ${record.engine}, Node.js ${record.node}, onnxruntime ${record.onnxruntime}`],
    ["Run", run],
  ];
  return html`<dl class="facts">
${facts.map(
  ([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>
`,
)}</dl>
<h3>Learnt from</h3>
<div class="support">${pictures}</div>
${rest > 0 && html`<p class="note">And ${countOf(rest, "more image")}.</p>`}
<details><summary>Command and settings</summary>
<pre>${record.command}</pre>
<div class="scroll"><table><tbody>
${Object.entries(record.config).map(
  ([name, value]) => html`<tr><th scope="row">${name}</th><td>${JSON.stringify(value) ?? ""}</td></tr>
`,
)}</tbody></table></div></details>`;
}

async function supportPicture(file: string, category: string | null): Promise<Html> {
  const { picture, problem } = await inlinePicture(file, SUPPORT_SIDE);
  return html`<figure>${
    picture
      ? html`<img src="${picture.uri}" width="${picture.width}" height="${picture.height}" alt="">`
      : html`<p class="missing">${problem}</p>`
  }<figcaption>${category !== null && html`<bdi>${category}</bdi><br>`}<bdi>${lastParts(file)}</bdi></figcaption></figure>
`;
}

/** The end of a path, which tells files of a data set apart. */
function lastParts(file: string): string {
  return file.split(/[\\/]/).slice(-3).join("/");
}

function dateText(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}
