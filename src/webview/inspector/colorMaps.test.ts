import assert from "node:assert/strict";
import { test } from "node:test";
import { COLOR_MAPS } from "../../engine/imaging/colormap.ts";
import { COLOR_MAP_NAMES, colorTable } from "./colorMaps.ts";

test("the views colour as the engine does", () => {
  assert.deepEqual([...COLOR_MAP_NAMES].sort(), Object.keys(COLOR_MAPS).sort());
  for (const name of COLOR_MAP_NAMES) assert.deepEqual(colorTable(name), COLOR_MAPS[name], name);
});
