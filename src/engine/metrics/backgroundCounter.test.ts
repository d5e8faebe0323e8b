import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { BackgroundCounter } from "./backgroundCounter.ts";

test("counts at and between cuts, whatever the batch size", () => {
  const small = fc.integer({ min: 0, max: 12 });
  fc.assert(
    fc.property(
      fc.uniqueArray(small, { maxLength: 8 }),
      fc.array(fc.array(fc.tuple(small, fc.boolean()), { maxLength: 12 }), { maxLength: 5 }),
      fc.integer({ min: 0, max: 70 }),
      (cutList, images, batch) => {
        const cuts = Int32Array.from(cutList).sort();
        const counter = new BackgroundCounter(cuts, batch);
        const expected = new Uint32Array(2 * cuts.length + 1);
        let pixels = 0;
        for (const image of images) {
          // Non-negative keys are their own bit patterns.
          const bits = Int32Array.from(image, ([key]) => key);
          const data = Uint8Array.from(image, ([, anomalous]) => (anomalous ? 1 : 0));
          counter.add(bits, { width: image.length, height: 1, data });
          for (const [key, anomalous] of image) {
            if (anomalous) continue;
            pixels++;
            const below = cuts.filter((cut) => cut < key).length;
            expected[2 * below + (cuts.includes(key) ? 1 : 0)]!++;
          }
        }
        assert.deepEqual(counter.result(), expected);
        assert.equal(counter.pixels, pixels);
      },
    ),
  );
});
