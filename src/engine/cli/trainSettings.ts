import { readFile, stat } from "node:fs/promises";
import type { PresetName } from "../anople/config.ts";
import { ioError } from "../base/atomicFile.ts";
import { AnopleError, messageOf } from "../base/errors.ts";
import { nearest } from "./nearest.ts";

/** Settings that differ from the preset's, and where they come from. */
export interface TrainSettings {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly origin: string;
}

/** No configuration is that large. */
const MAX_BYTES = 1 << 20;

/**
 * Reads and checks the settings of `--config FILE.json` and `--set field=value`; the latter win. A value is JSON, plain
 * text, or for a list also its items with commas between.
 *
 * @throws AnopleError("usage") naming the file or flag and the setting that is unknown or wrong; "io" if the file can't
 *   be read
 */
export async function readSettings(
  preset: PresetName,
  file: string | undefined,
  changes: readonly string[],
): Promise<TrainSettings> {
  const { CONFIG_FIELDS, makeConfig } = await import("../anople/config.ts");
  const names = Object.keys(CONFIG_FIELDS);
  const checkNames = (settings: object, origin: string) => {
    const unknown = Object.keys(settings).find((name) => !names.includes(name));
    if (unknown === undefined) return;
    const meant = nearest(unknown, names);
    const hint = "docs/configuration.md lists all of them.";
    throw new AnopleError(
      "usage",
      `${origin}: there is no setting "${unknown}".`,
      meant ? `Did you mean ${meant}? ${hint}` : hint,
    );
  };

  const fromFile = file === undefined ? {} : await readSettingsFile(file);
  if (file !== undefined) {
    checkNames(fromFile, file);
    makeConfig(preset, fromFile, file);
  }
  const fromFlags: Record<string, unknown> = {};
  for (const change of changes) {
    const equals = change.indexOf("=");
    if (equals < 1)
      throw new AnopleError("usage", `--set has "${change}".`, "Write --set field=value, such as --set steps=100.");
    const name = change.slice(0, equals);
    checkNames({ [name]: null }, "--set");
    const { default: standard } = CONFIG_FIELDS[name as keyof typeof CONFIG_FIELDS];
    fromFlags[name] = parseValue(change.slice(equals + 1), Array.isArray(standard));
  }
  const settings = { ...fromFile, ...fromFlags };
  if (changes.length > 0) makeConfig(preset, settings, "--set");
  const origin = [file, changes.length > 0 ? "--set" : undefined].filter((one) => one !== undefined).join(" and ");
  return { settings, origin: origin === "" ? "the command line" : origin };
}

function parseValue(text: string, isList: boolean): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isList && !Array.isArray(value) ? [value] : value;
  } catch {
    return isList ? text.split(",").map((item) => item.trim()) : text;
  }
}

async function readSettingsFile(file: string): Promise<Record<string, unknown>> {
  let text: string;
  try {
    if ((await stat(file)).size > MAX_BYTES)
      throw new AnopleError("usage", `--config: ${file} is too large for settings.`, "Name another file.");
    text = await readFile(file, "utf8");
  } catch (error) {
    throw ioError("read", file, error);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const message = `--config: ${file} is not valid JSON: ${messageOf(cause)}.`;
    throw new AnopleError("usage", message, 'It holds an object such as { "steps": 100 }.', { cause });
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw new AnopleError("usage", `--config: ${file} holds no JSON object.`, 'It looks like { "steps": 100 }.');
}
