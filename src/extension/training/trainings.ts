import * as vscode from "vscode";
import type { JobEvent, TrainParams } from "../../protocol/engine.ts";
import { isCancelled, toRemoteError } from "../../protocol/remoteError.ts";
import type { RunSummary, TrainingStep } from "../../protocol/runs.ts";
import type { Engine } from "../engine/engine.ts";
import { stageProgress, stageText } from "../jobText.ts";
import { recall, remember } from "../memento.ts";
import type { RunStore } from "../runs/runStore.ts";
import { duration, percent, runName } from "../runs/runText.ts";
import { showError } from "../showError.ts";
import type { TaskProgress, Tasks } from "../tasks.ts";
import { TimeLeft } from "./timeLeft.ts";

/** Something that a training in this window did. */
export type TrainingEvent =
  | { readonly type: "begun"; readonly run: string }
  | { readonly type: "step"; readonly run: string; readonly step: TrainingStep }
  /** null when nothing goes on any more. */
  | { readonly type: "activity"; readonly run: string; readonly text: string | null };

interface Live {
  readonly run: string;
  step: number;
  /** What follows is evaluation only. */
  isTrained: boolean;
}

type Start = { readonly params: TrainParams } | { readonly run: string };

/** Trains runs one after the other, with progress, and evaluates what was trained. */
export class Trainings implements vscode.Disposable {
  private live: Live | undefined;
  private cancelCurrent: vscode.CancellationTokenSource | undefined;
  private last: Promise<void> = Promise.resolve();
  private waiting = 0;
  private readonly progressed = new vscode.EventEmitter<void>();
  private readonly happened = new vscode.EventEmitter<TrainingEvent>();

  /** A step was done, or a training began or ended. */
  readonly onDidProgress = this.progressed.event;
  readonly onEvent = this.happened.event;

  constructor(
    private readonly engine: Engine,
    private readonly runs: RunStore,
    private readonly tasks: Tasks,
    private readonly memento: vscode.Memento,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** The step that a run which is being trained in this window has come to. */
  stepOf(run: string): number | undefined {
    return this.live?.run === run ? this.live.step : undefined;
  }

  /**
   * Trains a new run, or goes on with one, after those that were asked for before.
   *
   * @param name what is learnt, for messages
   * @param evaluate measure on the data set's test images afterwards
   */
  async train(start: Start, name: string, evaluate: boolean): Promise<void> {
    const turn = this.last.then(() => this.trainNow(start, name, evaluate));
    if (this.waiting++ > 0) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t("Training on {0} starts when the one before has ended.", name),
      );
    }
    this.last = turn;
    await turn;
    this.waiting--;
  }

  /** Stops the training that is under way; what it learnt is kept. */
  cancel(): void {
    this.cancelCurrent?.cancel();
  }

  /** After the window was closed or crashed in mid-training: offers to go on. */
  async offerToResume(): Promise<void> {
    const run = recall(this.memento, "training.current");
    if (run === null || this.live) return;
    const summary = await this.runs.find(run);
    if (summary?.status !== "interrupted" && summary?.status !== "stopped") {
      if (summary?.status !== "running") await remember(this.memento, "training.current", null);
      return;
    }
    const resume = vscode.l10n.t("Resume");
    const text = vscode.l10n.t(
      "The training on {0} was interrupted at step {1} of {2}.",
      runName(summary),
      summary.step,
      summary.steps,
    );
    const answer = await vscode.window.showInformationMessage(text, resume, vscode.l10n.t("Not Now"));
    await remember(this.memento, "training.current", null);
    if (answer === resume) await vscode.commands.executeCommand("anople.resumeRun", summary);
  }

  dispose(): void {
    this.progressed.dispose();
    this.happened.dispose();
  }

  private async trainNow(start: Start, name: string, evaluate: boolean): Promise<void> {
    const cancel = new vscode.CancellationTokenSource();
    this.cancelCurrent = cancel;
    const title = vscode.l10n.t("Training on {0}", name);
    try {
      const summary = await this.tasks.run(
        title,
        async (report, token) => {
          const run = await this.learn(start, report, token);
          return evaluate ? this.evaluateTrained(run, report, token) : this.runs.find(run);
        },
        cancel.token,
      );
      if (summary) void this.tellFinished(summary);
    } catch (error) {
      void this.tellFailed(error);
    } finally {
      const run = this.live?.run;
      this.live = undefined;
      this.cancelCurrent = undefined;
      cancel.dispose();
      if (run) {
        this.happened.fire({ type: "activity", run, text: null });
        this.runs.touch(run);
      }
      this.progressed.fire();
    }
  }

  private async learn(
    start: Start,
    report: (progress: TaskProgress) => void,
    token: vscode.CancellationToken,
  ): Promise<string> {
    const left = new TimeLeft();
    const onProgress = (event: JobEvent) => this.onEngineEvent(event, left, report);
    const { run } =
      "run" in start
        ? await this.engine.call("resume", start, { token, onProgress })
        : await this.engine.call("train", start.params, { token, onProgress });
    if (this.live) this.live.isTrained = true;
    await remember(this.memento, "training.current", null);
    return run;
  }

  private onEngineEvent(event: JobEvent, left: TimeLeft, report: (progress: TaskProgress) => void): void {
    if (event.type === "warning") {
      this.log.warn(`${event.message} ${event.fix}`.trimEnd());
    } else if (event.type === "run") {
      this.live = { run: event.path, step: 0, isTrained: false };
      void remember(this.memento, "training.current", event.path);
      this.runs.touch(event.path);
      this.happened.fire({ type: "begun", run: event.path });
    } else if (event.type === "step") {
      this.onStep(event, left, report);
    } else {
      const progress = stageProgress(event);
      if (progress) report(progress);
      if (this.live && event.type === "stage")
        this.happened.fire({ type: "activity", run: this.live.run, text: stageText(event.stage) });
    }
  }

  private onStep(
    event: Extract<JobEvent, { type: "step" }>,
    left: TimeLeft,
    report: (progress: TaskProgress) => void,
  ): void {
    const { type: _, steps, ...step } = event;
    const seconds = left.after(step.step, steps, step.seconds);
    const parts = [
      vscode.l10n.t("step {0} of {1}", step.step, steps),
      ...(step.losses.total === undefined ? [] : [vscode.l10n.t("loss {0}", step.losses.total.toFixed(3))]),
      ...(seconds === null ? [] : [vscode.l10n.t("{0} left", duration(seconds))]),
    ];
    report({ text: parts.join(" · "), share: step.step / steps });
    if (!this.live) return;
    this.live.step = step.step;
    this.happened.fire({ type: "step", run: this.live.run, step });
    this.progressed.fire();
  }

  /** A data set without test images leaves the run unevaluated. */
  private async evaluateTrained(
    run: string,
    report: (progress: TaskProgress) => void,
    token: vscode.CancellationToken,
  ): Promise<RunSummary> {
    const { summary } = await this.engine.call("readRun", { run });
    const groups = await Promise.all(summary.categories.map(({ root }) => this.engine.call("listImages", { root })));
    if (!groups.flat().some(({ split }) => split === "test")) return summary;
    const { run: evaluated } = await this.engine.call(
      "evaluate",
      { run, folder: summary.folder },
      { token, onProgress: (event) => this.onEngineEvent(event, new TimeLeft(), report) },
    );
    return evaluated;
  }

  private async tellFinished(summary: RunSummary): Promise<void> {
    await this.runs.select(summary.path);
    const auroc = summary.metrics?.imageAuroc;
    const text =
      auroc == null
        ? vscode.l10n.t("Trained on {0}. It was not evaluated: there are no labelled test images.", runName(summary))
        : vscode.l10n.t("Trained on {0}: image AUROC {1} on its test images.", runName(summary), percent(auroc));
    const show = vscode.l10n.t("Show Results");
    if (auroc == null) void vscode.window.showInformationMessage(text);
    else if ((await vscode.window.showInformationMessage(text, show)) === show)
      await vscode.commands.executeCommand("anople.showResults", summary);
  }

  private async tellFailed(error: unknown): Promise<void> {
    const run = this.live?.run;
    const resume = {
      title: vscode.l10n.t("Resume"),
      run: () => run && vscode.commands.executeCommand("anople.resumeRun", { path: run }),
    };
    if (!isCancelled(error)) {
      await showError(error, this.log, toRemoteError(error).code === "crashed" && run ? [resume] : []);
      return;
    }
    const isTrained = this.live?.isTrained;
    await remember(this.memento, "training.current", null);
    if (!run || isTrained) return;
    const text = vscode.l10n.t("The training was stopped. What it learnt is kept, and it can be resumed.");
    if ((await vscode.window.showInformationMessage(text, resume.title)) === resume.title) resume.run();
  }
}
