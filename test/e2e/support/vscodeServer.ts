import { execFile, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import net from "node:net";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { environment, OUTPUT } from "./environment.ts";
import type { Profile } from "./profile.ts";

const START_TIME = 60_000;
const STOP_TIME = 8_000;

export interface ServerOptions {
  /** Whether folders are trusted without asking. */
  readonly isTrusting: boolean;
  /** For tests inside the extension host; no notification is shown then. */
  readonly isDriven: boolean;
  /** Variables for the server and the extension host. */
  readonly variables: Readonly<Record<string, string>>;
}

export interface Server {
  readonly url: string;
  readonly port: number;
  /** Also the id of the group in which all its processes are. */
  readonly pid: number;
  stop(): Promise<void>;
}

/** Installs a .vsix as a user would; what the server says about it is returned. */
export async function installVsix(profile: Profile, vsix: string): Promise<string> {
  const { node, server } = environment();
  const words = [server, ...flags(profile), "--install-extension", vsix, "--force"];
  const { stdout, stderr } = await promisify(execFile)(node, words, { env: variables(profile), timeout: 120_000 });
  return stdout + stderr;
}

/**
 * Starts the VS Code server in a process group of its own, which ends with this process at the latest.
 * @throws with the server's log if it does not start
 */
export async function startServer(profile: Profile, options: ServerOptions): Promise<Server> {
  const { node, server } = environment();
  const port = await freePort();
  const words = [
    server,
    "--host",
    "127.0.0.1",
    "--port",
    String(port),
    "--without-connection-token",
    ...flags(profile),
  ];
  if (options.isTrusting) words.push("--disable-workspace-trust");
  if (options.isDriven) words.push("--enable-smoke-test-driver");
  const log = openSync(profile.log, "a");
  const env = { ...variables(profile), ...options.variables };
  const child = spawn(node, words, { env, stdio: ["ignore", log, log], detached: true });
  closeSync(log);
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${node} can't be started.`);
  const forget = endWithThisProcess(pid);
  const note = await notePid(pid);
  const stop = async () => {
    signal(pid, "SIGTERM");
    for (const end = Date.now() + STOP_TIME; child.exitCode === null && child.signalCode === null && Date.now() < end; )
      await delay(50);
    signal(pid, "SIGKILL");
    forget();
    await rm(note, { force: true });
  };
  const url = `http://127.0.0.1:${port}`;
  for (const end = Date.now() + START_TIME; !(await answers(url)); await delay(100))
    if (Date.now() > end || child.exitCode !== null) {
      await stop();
      throw new Error(`The VS Code server did not start:\n${await readFile(profile.log, "utf8")}`);
    }
  return { url, port, pid, stop };
}

function flags(profile: Profile): string[] {
  return [
    ...["--accept-server-license-terms", "--disable-telemetry", "--server-data-dir", profile.serverData],
    ...["--user-data-dir", profile.userData, "--extensions-dir", profile.extensions],
  ];
}

/** Those of this process without what npm, a test runner or an editor around it has set, and with homes in the profile. */
function variables(profile: Profile): Record<string, string | undefined> {
  const foreign = /^(VSCODE_|ELECTRON_|npm_|NODE_|ANOPLE_)/i;
  const own = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return {
    ...Object.fromEntries(own),
    HOME: profile.home,
    XDG_CONFIG_HOME: path.join(profile.home, ".config"),
    XDG_DATA_HOME: path.join(profile.home, ".local", "share"),
    XDG_CACHE_HOME: path.join(profile.home, ".cache"),
    // No extension gallery, so nothing is looked up on the network.
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
    ANOPLE_E2E_BRIDGE: profile.bridge,
    ANOPLE_E2E_BRIDGE_WORD: profile.bridgeWord,
  };
}

async function answers(url: string): Promise<boolean> {
  return fetch(`${url}/version`).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** To the group; it may have ended already. */
function signal(group: number, name: NodeJS.Signals): void {
  try {
    process.kill(-group, name);
  } catch {}
}

/** @returns what undoes it */
function endWithThisProcess(group: number): () => void {
  const kill = () => signal(group, "SIGKILL");
  const interrupted = () => {
    kill();
    process.exit(1);
  };
  process.once("exit", kill);
  for (const name of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.once(name, interrupted);
  return () => {
    process.removeListener("exit", kill);
    for (const name of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.removeListener(name, interrupted);
  };
}

/** For scripts/e2e.mjs, which ends what a test process that was killed has left running. */
async function notePid(pid: number): Promise<string> {
  const file = path.join(OUTPUT, "running", String(pid));
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, "");
  return file;
}
