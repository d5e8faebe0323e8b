import assert from "node:assert/strict";
import { test } from "node:test";
import type { JobEvent } from "../jobs/jobContext.ts";
import { createProgress, progressMode } from "./progress.ts";
import { fakeTerminal, jsonLines } from "./testSupport.ts";

const LOSSES = { total: 1.5, dice: 0.5, focal: 0.25, image: 0.5, latent: 0.125, align: 0.125 };

function step(number: number, steps: number): JobEvent {
  return { type: "step", step: number, steps, losses: LOSSES, learningRate: 1e-3, gradientNorm: 1, seconds: number };
}

const WARNING: JobEvent = { type: "warning", message: "The mask is empty.", fix: "Look at it." };

/** Reports events at seconds of a made-up clock. */
function play(
  terminal: ReturnType<typeof fakeTerminal>,
  mode: Parameters<typeof createProgress>[1],
  events: [number, JobEvent][],
) {
  let time = 0;
  const progress = createProgress(terminal, mode, () => time * 1000);
  for (const [seconds, event] of events) {
    time = seconds;
    progress.report(event);
  }
  progress.end();
}

/** What stands on the screen in the end: each \r and erase starts the line anew. */
function screen(stderr: string): string[] {
  return stderr.split("\n").map((line) => line.split("\r\u001b[2K").at(-1)!);
}

test("the mode follows from flags and terminal", () => {
  const [tty, pipe] = [fakeTerminal(true), fakeTerminal(false)];
  assert.equal(progressMode({ json: false, quiet: false }, tty), "bar");
  assert.equal(progressMode({ json: false, quiet: false }, pipe), "lines");
  assert.equal(progressMode({ json: false, quiet: true }, tty), "quiet");
  assert.equal(progressMode({ json: true, quiet: true }, tty), "json");
});

test("on a terminal one line shows bar, losses and time left, and is drawn at most ten times a second", () => {
  const terminal = fakeTerminal(true, 160);
  let time = 0;
  const progress = createProgress(terminal, "bar", () => time);
  for (let i = 1; i <= 100; i++) {
    time = i * 50;
    progress.report(step(i, 200));
  }
  assert.ok(terminal.stderr.split("\r").length - 1 <= 51, terminal.stderr);
  const [line] = screen(terminal.stderr);
  assert.match(line!, /^Training {2}━{12}─{12} {2}\d+\/200 {2}5 s left {2}loss 1\.500 \(dice 0\.500, focal 0\.250/);
  assert.equal(terminal.stdout, "");
});

test("a finished stage leaves a line, a warning goes above the bar, and lines fit the terminal", () => {
  const terminal = fakeTerminal(true, 40);
  const progress = (done: number): JobEvent => ({ type: "progress", stage: "Scoring", done, total: 4 });
  play(terminal, "bar", [
    [0, { type: "stage", stage: "Loading the run" }],
    [1, { type: "stage", stage: "Scoring" }],
    [2, progress(1)],
    [3, progress(2)],
    [4, WARNING],
    [9, progress(4)],
  ]);
  assert.deepEqual(screen(terminal.stderr), ["warning: The mask is empty.", "  Look at it.", "Scoring: 4 in 8 s", ""]);
  for (const drawn of terminal.stderr.split(/[\r\n]/)) assert.ok(drawn.replace("\u001b[2K", "").length <= 39, drawn);
});

test("a resumed training counts the time left from where it went on", () => {
  const terminal = fakeTerminal(true, 160);
  play(terminal, "bar", [
    [0, step(101, 300)],
    [10, step(111, 300)],
  ]);
  assert.match(terminal.stderr, /111\/300 {2}3:09 min left/);
});

test("elsewhere lines come every 5 s at most, and seldom when little happens", () => {
  const terminal = fakeTerminal();
  play(terminal, "lines", [
    [0, { type: "run", path: "/runs/a" }],
    ...Array.from({ length: 100 }, (_, i): [number, JobEvent] => [i + 1, step(i + 1, 100)]),
  ]);
  const lines = terminal.stderr.trimEnd().split("\n");
  assert.equal(lines[0], "Run: /runs/a");
  assert.match(lines[1]!, /^Training: 11 of 100, 1:29 min left, loss 1\.500/);
  assert.match(lines.at(-1)!, /^Training: 100 in 1:39 min, loss 1\.500/);
  // Every tenth, the last in the closing line.
  assert.equal(lines.length, 1 + 9 + 1);
  assert.ok(!terminal.stderr.includes("\r") && !terminal.stderr.includes("\u001b"));
});

test("slow work still shows life, fast work prints its end only", () => {
  const slow = fakeTerminal();
  const at = (done: number): JobEvent => ({ type: "progress", stage: "Scoring", done, total: 1000 });
  play(
    slow,
    "lines",
    Array.from({ length: 10 }, (_, i): [number, JobEvent] => [i * 31, at(i + 1)]),
  );
  assert.equal(slow.stderr.match(/of 1000, /g)?.length, 9);
  const fast = fakeTerminal();
  play(
    fast,
    "lines",
    Array.from({ length: 1000 }, (_, i): [number, JobEvent] => [i / 1000, at(i + 1)]),
  );
  assert.equal(fast.stderr, "Scoring: 1000 in 1 s\n");
});

test("JSON has every event on standard output, quiet none but warnings", () => {
  const events: [number, JobEvent][] = [
    [0, { type: "stage", stage: "Scoring" }],
    [1, WARNING],
    [2, step(1, 2)],
  ];
  const json = fakeTerminal(true);
  play(json, "json", events);
  assert.deepEqual(
    jsonLines(json.stdout),
    events.map(([, event]) => event),
  );
  assert.equal(json.stderr, "");
  const quiet = fakeTerminal(true);
  play(quiet, "quiet", events);
  assert.equal(quiet.stderr, "warning: The mask is empty.\n  Look at it.\n");
  assert.equal(quiet.stdout, "");
});
