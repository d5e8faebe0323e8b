import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

/** Name of the container in the activity bar, and of the view in it. */
export const FLAT = "Flat lists";

/** In the extension host: a row for each size, with so many rows as the Data Sets view shows for images. */
const SCRIPT = `
const vscode = require("vscode");
exports.activate = () => {
  vscode.window.registerTreeDataProvider("flat", {
    getChildren: (node) => node === undefined ? SIZES.map((size) => ({ size })) : Array.from({ length: node.size }, (_, i) => ({ i })),
    getTreeItem: ({ size, i }) => {
      if (size !== undefined) return new vscode.TreeItem(size + " rows", vscode.TreeItemCollapsibleState.Collapsed);
      const uri = vscode.Uri.file("/flat/" + i + ".png");
      const item = new vscode.TreeItem(uri);
      item.iconPath = new vscode.ThemeIcon("file-media");
      item.contextValue = "image";
      item.command = { command: "vscode.open", title: "Open", arguments: [uri] };
      return item;
    },
  });
};
`;

/** Adds an extension to a profile that shows lists of these sizes, none of them in parts. */
export async function addFlatTrees(extensions: string, sizes: readonly number[]): Promise<void> {
  const folder = path.join(extensions, "anople-tests.flat-0.0.1");
  const manifest = {
    name: "flat",
    publisher: "anople-tests",
    version: "0.0.1",
    engines: { vscode: "^1.100.0" },
    main: "./main.js",
    extensionKind: ["workspace"],
    contributes: {
      viewsContainers: { activitybar: [{ id: "flat", title: FLAT, icon: "$(list-flat)" }] },
      views: { flat: [{ id: "flat", name: FLAT }] },
    },
  };
  await mkdir(folder);
  await writeFile(path.join(folder, "package.json"), JSON.stringify(manifest));
  await writeFile(path.join(folder, "main.js"), SCRIPT.replace("SIZES", JSON.stringify(sizes)));
}
