import path from "node:path";

/**
 * Where the anomaly map of an image goes: `maps/<category>/test/<defect>/<stem>.tiff` in the run directory, the tree
 * that the official evaluation of MVTec AD reads. Images of `train` keep that part; images without a folder count as
 * good. Whatever the names hold (`..`, drive letters, reserved characters), the file lies inside `maps`.
 *
 * @param run the run directory
 * @param category the category's name; "/" makes folders
 * @param id the image's path relative to its category
 */
export function mapFile(run: string, category: string, id: string): string {
  const parts = safeParts(id);
  const stem = path.posix.parse(parts.pop() ?? "image").name;
  const first = parts[0];
  const folders = first === "test" || first === "train" ? parts : ["test", ...(parts.length > 0 ? parts : ["good"])];
  return path.join(run, "maps", ...safeParts(category), ...folders, `${stem}.tiff`);
}

/** The parts of a path without empty ones; `.`, `..` and what Windows forbids in names is written as %XX. */
function safeParts(text: string): string[] {
  return text
    .split(/[\\/]/)
    .filter((part) => part !== "")
    .map((part) => (/^\.+$/.test(part) ? part.replaceAll(".", "%2E") : part.replace(FORBIDDEN, percentCode)));
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is for
const FORBIDDEN = /[<>:"|?*\x00-\x1f]|[. ]$/g;

function percentCode(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
}
