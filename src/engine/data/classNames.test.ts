import assert from "node:assert/strict";
import { test } from "node:test";
import { className } from "./classNames.ts";

test("folders become words", () => {
  const cases: Record<string, string> = {
    bottle: "bottle",
    metal_nut: "metal nut",
    pipe_fryum: "pipe fryum",
    chewinggum: "chewing gum",
    macaroni1: "macaroni",
    macaroni2: "macaroni",
    pcb1: "printed circuit board",
    PCB4: "printed circuit board",
    pcb5: "pcb5",
    capsules: "capsules",
    hazelnut_toy: "hazelnut toy",
    valve_12: "valve 12",
    "01": "01",
    "mvtec/metal_nut": "metal nut",
    "_my__part_ ": "my part",
    Gehäuse: "Gehäuse",
    constructor: "constructor",
    "": "object",
    __: "object",
  };
  for (const [folder, words] of Object.entries(cases)) assert.equal(className(folder), words);
});
