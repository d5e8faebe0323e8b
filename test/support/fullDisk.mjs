// Loaded into the command line with --import. Acts as a disk on which FULL_DISK_BYTES more bytes fit below
// FULL_DISK_FOLDER: the write that exceeds them is cut short and fails with ENOSPC, as do all later ones.
import fs from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import path from "node:path";

const folder = path.resolve(process.env.FULL_DISK_FOLDER) + path.sep;
let left = Number(process.env.FULL_DISK_BYTES);

/** Writes what fits by `write`, and fails if that is not all. */
async function writeWhatFits(data, write) {
  const bytes = Buffer.from(data);
  const size = Math.min(bytes.length, left);
  left -= size;
  const result = await write(bytes.subarray(0, size));
  if (size === bytes.length) return result;
  throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC", errno: -28 });
}

const isOnDisk = (file) => path.resolve(String(file)).startsWith(folder);
const { open, writeFile, appendFile } = fs;

fs.open = async (file, ...rest) => {
  const handle = await open(file, ...rest);
  if (isOnDisk(file)) {
    const write = handle.writeFile.bind(handle);
    handle.writeFile = (data, ...options) => writeWhatFits(data, (bytes) => write(bytes, ...options));
  }
  return handle;
};
fs.writeFile = (file, data, ...rest) =>
  isOnDisk(file) ? writeWhatFits(data, (bytes) => writeFile(file, bytes, ...rest)) : writeFile(file, data, ...rest);
fs.appendFile = (file, data, ...rest) =>
  isOnDisk(file) ? writeWhatFits(data, (bytes) => appendFile(file, bytes, ...rest)) : appendFile(file, data, ...rest);
syncBuiltinESMExports();
