import path from "node:path";
import { type DatasetIndex, makeIndex, type Problem } from "./datasetIndex.ts";
import { type Found, findCategories, namedFolder } from "./findCategories.ts";
import { isInside, type Scan } from "./folder.ts";
import { createProblemLog } from "./problemLog.ts";

/** What is never part of a data set but may hold thousands of folders. */
const FOREIGN_FOLDERS: ReadonlySet<string> = new Set(["node_modules", "site-packages", "__pycache__", "venv"]);

/**
 * The data sets below a folder that may hold anything, such as a workspace: each is the index of a folder in which
 * categories lie side by side, or of a category's own folder where none lies beside it. Environments and packages of
 * programming languages are not looked into. Of the problems, only those inside categories are kept.
 *
 * @returns by folder; none where no image of a data set is found
 * @throws AnopleError "data" if it isn't a folder or has too many without being a data set, "io" if it can't be read,
 *   "cancelled"
 */
export async function discoverDatasets(root: string, signal?: AbortSignal): Promise<DatasetIndex[]> {
  const absolute = path.resolve(root);
  const scan: Scan = { problems: createProblemLog(), links: new Map(), signal, skipped: FOREIGN_FOLDERS };
  const byHolder = new Map<string, Found[]>();
  for (const found of await findCategories(absolute, scan)) {
    const holder = path.dirname(namedFolder(found.folder.path, absolute));
    const others = byHolder.get(holder);
    if (others) others.push(found);
    else byHolder.set(holder, [found]);
  }
  const datasets = [...byHolder].map(([holder, found]) => {
    const folder = found.length > 1 ? holder : namedFolder(found[0]!.folder.path, absolute);
    return { folder, found };
  });
  datasets.sort((a, b) => (a.folder < b.folder ? -1 : 1));
  const problems = scan.problems.list();
  return datasets.map(({ folder, found }, i) => {
    const roots = found.map((one) => namedFolder(one.folder.path, absolute));
    const isOurs = ({ path: at, code }: Problem) =>
      roots.some((category) => isInside(at, category)) || (i === 0 && code === "search-incomplete");
    return makeIndex(folder, found, problems.filter(isOurs));
  });
}
