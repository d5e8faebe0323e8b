import type { JobEvent } from "../jobs/jobContext.ts";
import { formatDuration } from "../report/format.ts";
import { writeJsonLine } from "./json.ts";
import { textWidth } from "./table.ts";
import { printable, type Terminal } from "./terminal.ts";

/** "bar" draws one line anew, "lines" prints a line now and then, "json" each event, "quiet" warnings alone. */
export type ProgressMode = "bar" | "lines" | "json" | "quiet";

/** Shows what a job tells. */
export interface Progress {
  report(event: JobEvent): void;
  /** Ends the line that is being drawn. Call it before anything else is written. */
  end(): void;
}

const REDRAW_MS = 100;
/** Between two plain lines lie 5 s and a tenth of the work, or 30 s. */
const LINE_MS = 5_000;
const LINE_SHARE = 0.1;
const LINE_MAX_MS = 30_000;
const BAR_CELLS = 24;

/** Work that is counted: where it stands and since when. */
interface Count {
  readonly stage: string;
  readonly startedAt: number;
  /** What was done before the first event: more than nothing in a resumed training. */
  readonly from: number;
  done: number;
  total: number;
  detail: string;
  drawnAt: number;
  drawnDone: number;
}

/** The mode for a command's flags and terminal. */
export function progressMode(flags: { json: boolean; quiet: boolean }, terminal: Terminal): ProgressMode {
  if (flags.json) return "json";
  if (flags.quiet) return "quiet";
  return terminal.errIsTty ? "bar" : "lines";
}

/**
 * Shows a job's events on the terminal: progress and warnings on standard error, JSON on standard output.
 *
 * @param now milliseconds of a clock
 */
export function createProgress(terminal: Terminal, mode: ProgressMode, now: () => number = Date.now): Progress {
  if (mode === "json") return { report: (event) => writeJsonLine(terminal, event), end: () => undefined };
  const shown = mode === "bar" ? drawBar(terminal, now) : mode === "lines" ? printLines(terminal, now) : null;
  let count: Count | null = null;
  let stage: { name: string; startedAt: number } | null = null;
  const finish = () => {
    if (count) shown?.finish(count);
    count = null;
  };
  const advance = (name: string, done: number, total: number, detail: string) => {
    if (count?.stage !== name || done < count.done) {
      finish();
      // A stage that was announced counts from then, so that the first piece tells how long the rest takes.
      const announced = stage?.name === name ? stage.startedAt : null;
      const from = announced === null || done > 1 ? done : 0;
      const startedAt = announced ?? now();
      count = { stage: name, startedAt, from, done, total, detail, drawnAt: -Infinity, drawnDone: done };
    }
    Object.assign(count, { done, total, detail });
    shown?.advance(count);
  };
  return {
    report: (event) => {
      switch (event.type) {
        case "stage":
          finish();
          stage = { name: event.stage, startedAt: now() };
          shown?.say(`${printable(event.stage)} …`, true);
          break;
        case "progress":
          advance(event.stage, event.done, event.total, "");
          break;
        case "step":
          advance("Training", event.step, event.steps, lossText(event.losses));
          break;
        case "warning": {
          const text = `warning: ${printable(event.message)}${event.fix === "" ? "" : `\n  ${printable(event.fix)}`}`;
          if (shown) shown.say(text, false);
          else terminal.err(`${text}\n`);
          break;
        }
        case "run":
          shown?.say(`Run: ${printable(event.path)}`, false);
          break;
      }
    },
    end: () => {
      finish();
      shown?.end();
    },
  };
}

interface Display {
  advance(count: Count): void;
  finish(count: Count): void;
  /** @param passing the text may be drawn over by what comes next */
  say(text: string, passing: boolean): void;
  end(): void;
}

function drawBar(terminal: Terminal, now: () => number): Display {
  let drawn = "";
  const draw = (text: string) => {
    drawn = fit(text, terminal.columns - 1);
    terminal.err(`\r\x1b[2K${drawn}`);
  };
  const clear = () => {
    if (drawn !== "") terminal.err("\r\x1b[2K");
    drawn = "";
  };
  return {
    advance: (count) => {
      const time = now();
      if (time - count.drawnAt < REDRAW_MS && count.done < count.total) return;
      count.drawnAt = time;
      const filled = Math.round(BAR_CELLS * shareDone(count));
      const bar = "━".repeat(filled) + "─".repeat(BAR_CELLS - filled);
      draw(
        [printable(count.stage), bar, `${count.done}/${count.total}`, timeLeft(count, time), count.detail].join("  "),
      );
    },
    finish: (count) => {
      clear();
      terminal.err(`${finished(count, now())}\n`);
    },
    say: (text, passing) => {
      const before = drawn;
      if (passing) return draw(text);
      clear();
      terminal.err(`${text}\n`);
      if (before !== "") draw(before);
    },
    end: clear,
  };
}

function printLines(terminal: Terminal, now: () => number): Display {
  return {
    advance: (count) => {
      const time = now();
      if (count.drawnAt === -Infinity) count.drawnAt = count.startedAt;
      const waited = time - count.drawnAt;
      const gained = (count.done - count.drawnDone) / count.total;
      if (waited < LINE_MS || (gained < LINE_SHARE && waited < LINE_MAX_MS) || count.done >= count.total) return;
      count.drawnAt = time;
      count.drawnDone = count.done;
      const place = `${printable(count.stage)}: ${count.done} of ${count.total}`;
      terminal.err(`${[place, timeLeft(count, time), count.detail].filter((part) => part !== "").join(", ")}\n`);
    },
    finish: (count) => terminal.err(`${finished(count, now())}\n`),
    say: (text) => terminal.err(`${text}\n`),
    end: () => undefined,
  };
}

function shareDone({ done, total }: Count): number {
  return total > 0 ? Math.min(1, done / total) : 1;
}

/** From the mean pace so far; "" until there is one. */
function timeLeft({ startedAt, from, done, total }: Count, time: number): string {
  if (done <= from || done >= total) return "";
  return `${formatDuration(((time - startedAt) / 1000 / (done - from)) * (total - done))} left`;
}

function finished({ stage, startedAt, done, total, detail }: Count, time: number): string {
  const took = formatDuration((time - startedAt) / 1000);
  const place = done < total ? `${done} of ${total}` : total > 1 ? `${total}` : "done";
  return `${printable(stage)}: ${place} in ${took}${detail === "" ? "" : `, ${detail}`}`;
}

function lossText({ total, ...terms }: Readonly<Record<string, number>> & { readonly total: number }): string {
  const each = Object.entries(terms).map(([name, value]) => `${name} ${value.toFixed(3)}`);
  return `loss ${total.toFixed(3)} (${each.join(", ")})`;
}

/** Cuts a line to the terminal's width: a longer one can't be drawn over. */
function fit(text: string, columns: number): string {
  let width = 0;
  let out = "";
  for (const character of text) {
    width += textWidth(character);
    if (width > columns) return out;
    out += character;
  }
  return out;
}
