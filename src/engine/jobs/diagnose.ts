import os from "node:os";
import * as ort from "onnxruntime-node";
import sharp from "sharp";
import { ENGINE_VERSION } from "../base/version.ts";

/** Versions and the machine, for bug reports. No paths, no names. */
export function diagnose(): Record<string, string> {
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  return {
    engine: ENGINE_VERSION,
    node: process.version,
    ...(process.versions.electron && { electron: process.versions.electron }),
    onnxruntime: ort.env.versions.node ?? "unknown",
    sharp: sharp.versions.sharp ?? "unknown",
    libvips: sharp.versions.vips,
    platform: `${process.platform} ${process.arch} ${os.release()}`,
    processor: `${os.availableParallelism()} × ${os.cpus()[0]?.model.trim() || "unknown"}`,
    memory: `${gigabytes(os.freemem())} free of ${gigabytes(os.totalmem())}`,
    resident: gigabytes(process.memoryUsage.rss()),
  };
}
