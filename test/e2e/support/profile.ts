import { randomBytes } from "node:crypto";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

/** Everything that one window writes: settings, extensions, home directory, browser, log. */
export interface Profile {
  readonly root: string;
  readonly userData: string;
  readonly serverData: string;
  readonly extensions: string;
  readonly home: string;
  readonly browser: string;
  /** An empty folder to open. */
  readonly workspace: string;
  /** What the server prints. */
  readonly log: string;
  /** The file in which the bridge extension writes its port, and the word that it answers to. */
  readonly bridge: string;
  readonly bridgeWord: string;
}

/** Nothing that appears by itself, moves or asks the network. */
const SETTINGS = {
  "workbench.startupEditor": "none",
  "workbench.enableExperiments": false,
  "workbench.tips.enabled": false,
  "workbench.reduceMotion": "on",
  "workbench.editor.useModal": "off",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.welcomePage.walkthroughs.openOnInstall": false,
  "window.commandCenter": false,
  "telemetry.telemetryLevel": "off",
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "chat.disableAIFeatures": true,
  "explorer.compactFolders": false,
  "git.enabled": false,
};

/**
 * A new profile in the system's temporary folder, with the bridge extension and `settings` beside those of all tests.
 *
 * @param workspace the folder that is opened; a new one in the profile when missing
 */
export async function makeProfile(settings: Readonly<Record<string, unknown>>, workspace?: string): Promise<Profile> {
  const root = await mkdtemp(path.join(os.tmpdir(), "anople-e2e-"));
  const inside = (name: string) => path.join(root, name);
  const profile: Profile = {
    root,
    userData: inside("user"),
    serverData: inside("server"),
    extensions: inside("extensions"),
    home: inside("home"),
    browser: inside("browser"),
    workspace: workspace ?? inside("workspace"),
    log: inside("server.log"),
    bridge: inside("bridge.port"),
    bridgeWord: randomBytes(16).toString("hex"),
  };
  for (const folder of [profile.extensions, profile.home, profile.browser, profile.workspace])
    await mkdir(folder, { recursive: true });
  await mkdir(path.join(profile.userData, "User"), { recursive: true });
  const file = path.join(profile.userData, "User", "settings.json");
  await writeFile(file, JSON.stringify({ ...SETTINGS, ...settings }, null, 2));
  await cp("test/e2e/bridge", path.join(profile.extensions, "anople-tests.e2e-bridge-0.0.1"), { recursive: true });
  return profile;
}

/**
 * Adds an unpacked extension by a link to its folder. VS Code looks for such folders only until it has started on this
 * profile for the first time.
 */
export async function linkExtension(profile: Profile, folder: string): Promise<void> {
  const { publisher, name, version } = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
  await symlink(path.resolve(folder), path.join(profile.extensions, `${publisher}.${name}-${version}`));
}

export async function removeProfile(profile: Profile): Promise<void> {
  await rm(profile.root, { recursive: true, force: true, maxRetries: 5 });
}
