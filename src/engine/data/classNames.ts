/** Folders of MVTec AD and VisA whose names are not the words that a text tower knows. */
const SPOKEN: Record<string, string> = {
  chewinggum: "chewing gum",
  macaroni1: "macaroni",
  macaroni2: "macaroni",
  pcb1: "printed circuit board",
  pcb2: "printed circuit board",
  pcb3: "printed circuit board",
  pcb4: "printed circuit board",
};

/**
 * The words for a category in a prompt: "metal_nut" becomes "metal nut", "pcb1" "printed circuit board". Of a path only
 * the last folder counts. A name without any word becomes "object". Source: method.md 1.3.
 */
export function className(folder: string): string {
  const name = folder.split(/[\\/]/).at(-1)!;
  const spoken = Object.hasOwn(SPOKEN, name.toLowerCase()) ? SPOKEN[name.toLowerCase()]! : name;
  return spoken.replace(/[_\s]+/g, " ").trim() || "object";
}
