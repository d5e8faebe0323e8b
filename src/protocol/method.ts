import type { GenericSchema, InferInput, InferOutput } from "valibot";

/** One thing that an end of a channel does for the other. Schemas check what comes in; `null` results say "done". */
interface Method {
  readonly params: GenericSchema;
  readonly result: GenericSchema;
  /** What is told while it works. */
  readonly progress?: GenericSchema;
}

/** Methods by name. */
export type Methods = Readonly<Record<string, Method>>;

export type ParamsOf<M extends Method> = InferInput<M["params"]>;
export type ResultOf<M extends Method> = InferOutput<M["result"]>;
export type ProgressOf<M extends Method> = M["progress"] extends GenericSchema ? InferOutput<M["progress"]> : never;

/** What a handler gets beside its parameters. */
export interface CallContext<Progress> {
  /** Aborted when the caller cancels or the other end is gone. */
  readonly signal: AbortSignal;
  report(progress: Progress): void;
}

/** The work behind the methods that an end serves. */
export type Handlers<M extends Methods> = {
  readonly [K in keyof M]: (
    params: InferOutput<M[K]["params"]>,
    context: CallContext<ProgressOf<M[K]>>,
  ) => Promise<ResultOf<M[K]>> | ResultOf<M[K]>;
};
