/** The kinds of field that model configurations are made of; bounds keep a lying file from asking for absurd memory. */
import * as v from "valibot";

const integer = (low: number, high: number) => v.pipe(v.number(), v.integer(), v.minValue(low), v.maxValue(high));

export const layerCount = integer(1, 256);
export const width = integer(1, 16384);
export const pixels = integer(1, 4096);
export const vocabulary = integer(1, 1 << 20);
export const tokenId = integer(0, 1 << 20);
export const contextLength = integer(4, 1 << 14);
export const epsilon = v.pipe(v.number(), v.minValue(0), v.maxValue(0.1));
export const activation = v.picklist(["gelu", "quick_gelu"]);

/** The logarithm of the logit scale; its factor stays within float range. */
export const logLogitScale = v.pipe(v.number(), v.minValue(-20), v.maxValue(20));

const channelMean = v.pipe(v.number(), v.minValue(-10), v.maxValue(10));
const channelSd = v.pipe(v.number(), v.minValue(1e-4), v.maxValue(10));
export const mean = v.tuple([channelMean, channelMean, channelMean]);
export const sd = v.tuple([channelSd, channelSd, channelSd]);
