import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { RunDetails, TrainingStep } from "../../protocol/runs.ts";
import { type Answer, useAnswer } from "../kit/useAnswer.ts";
import { withStep } from "./lossHistory.ts";
import type { RunHost } from "./runHost.ts";

/** The run as the host knows it, with the steps that it told of since. */
export function useRun({ channel, changed, stepped }: RunHost): Answer<RunDetails> {
  const told = useRef<TrainingStep[]>([]);
  const ask = useCallback(
    (signal: AbortSignal) => {
      told.current = [];
      return channel.call("getRun", {}, { signal });
    },
    [channel],
  );
  const answer = useAnswer(ask, changed);
  const [live, setLive] = useState<{ of: RunDetails; run: RunDetails }>();
  const { value } = answer;
  const run = value && live?.of === value ? live.run : value && told.current.reduce(withTold, value);
  const latest = useRef({ value, run });
  latest.current = { value, run };
  useEffect(
    () =>
      stepped.listen((step) => {
        told.current.push(step);
        const { value, run } = latest.current;
        if (!value || !run) return;
        const next = withTold(run, step);
        latest.current = { value, run: next };
        setLive({ of: value, run: next });
      }),
    [stepped],
  );
  return { ...answer, value: run };
}

/** Adds a step that the host told of; it may be in the answer already. */
function withTold(run: RunDetails, step: TrainingStep): RunDetails {
  const { summary, training } = run;
  if (summary.status === "running" && step.step <= (training[training.length - 1]?.step ?? 0)) return run;
  return { ...run, summary: { ...summary, step: step.step }, training: [...withStep(training, step)] };
}
