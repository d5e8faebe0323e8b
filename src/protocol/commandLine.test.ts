import assert from "node:assert/strict";
import { test } from "node:test";
import { scoreArguments, trainArguments } from "./commandLine.ts";

/** A name that a shell would tear apart. */
const FOLDER = '/data/it\'s a "nut" $(rm) ünicode';

test("a folder to train on stays one argument", () => {
  assert.deepEqual(trainArguments(FOLDER), ["train", FOLDER]);
});

test("images to score follow their run", () => {
  assert.deepEqual(scoreArguments("/runs/a b", [`${FOLDER}/1.png`, "/2.jpg"]), [
    "score",
    "/runs/a b",
    `${FOLDER}/1.png`,
    "/2.jpg",
  ]);
});
