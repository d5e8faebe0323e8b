import * as vscode from "vscode";

/** Names of images that the engine reads; package.json's menus have the same pattern. */
export const IMAGE_NAME = /\.(png|jpe?g|bmp|tiff?|webp)$/i;

export async function isFolder(uri: vscode.Uri): Promise<boolean> {
  try {
    return ((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.Directory) !== 0;
  } catch {
    return false;
  }
}

/** The file of the active tab, whatever editor shows it. */
export function activeFile(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const uri = (input as { uri?: unknown } | undefined)?.uri;
  return uri instanceof vscode.Uri && uri.scheme === "file" ? uri : undefined;
}
