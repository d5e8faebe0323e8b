import { enter, type Folder, type Scan } from "./folder.ts";
import { count } from "./problemLog.ts";
import type { SetAside } from "./reading.ts";
import { setAsideFolder } from "./setAsideFolder.ts";

/** Reports the test images of MVTec AD 2 whose labels only its evaluation server knows: `test_private`, `test_private_mixed`. */
export async function readUnlabelledTests(category: Folder, scan: Scan): Promise<SetAside[]> {
  const found: SetAside[] = [];
  for (const name of category.folders.keys()) {
    if (!/^test_private(_mixed)?$/i.test(name)) continue;
    const folder = await enter(category, name, scan);
    const parts = folder ? await setAsideFolder(folder, name, scan) : [];
    const images = parts.reduce((sum, part) => sum + part.images, 0);
    if (!folder || images === 0) continue;
    found.push({ what: `${name} without labels`, images });
    const message = `${count(images, "image has", "images have")} no label, so nothing is measured on ${images === 1 ? "it" : "them"}.`;
    scan.problems.warn("unlabelled", folder.path, message, "Score the folder to get anomaly maps.");
  }
  return found;
}
