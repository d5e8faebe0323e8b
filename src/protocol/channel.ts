import * as v from "valibot";
import type { Handlers, Methods, ParamsOf, ProgressOf, ResultOf } from "./method.ts";
import { RemoteError, toRemoteError } from "./remoteError.ts";
import { PROTOCOL_VERSION } from "./version.ts";

/** The wire: fork IPC with structured clone, or a web view's postMessage. */
export interface Transport {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
}

interface CallOptions<Progress> {
  /** Aborting asks the other end to stop; the call then fails with its error "cancelled". */
  readonly signal?: AbortSignal;
  onProgress?(progress: Progress): void;
}

interface PendingCall {
  readonly method: string;
  resolve(value: unknown): void;
  reject(error: RemoteError): void;
  onProgress: ((progress: never) => void) | undefined;
  readonly stopListening: () => void;
}

const id = v.pipe(v.number(), v.safeInteger());

/** Every message is one of these; what they carry is checked by the method's own schemas. */
const MESSAGE = v.variant("type", [
  v.object({ type: v.literal("hello"), version: v.number(), isAnswer: v.boolean() }),
  v.object({ type: v.literal("request"), id, method: v.string(), params: v.unknown() }),
  v.object({ type: v.literal("cancel"), id }),
  v.object({ type: v.literal("progress"), id, value: v.unknown() }),
  v.object({ type: v.literal("reply"), id, value: v.unknown() }),
  v.object({
    type: v.literal("error"),
    id,
    error: v.object({ code: v.string(), message: v.string(), hint: v.string(), detail: v.string() }),
  }),
]);

type Message = v.InferOutput<typeof MESSAGE>;

/**
 * Typed calls in both directions over one wire, with error replies, cancellation and progress. Either end may start first:
 * calls wait until the other has said hello, and what comes before that was meant for an earlier end. A second hello means
 * that the other end was loaded anew: what was under way with the earlier one ends with the error "closed".
 *
 * @typeParam Calls what the other end serves
 * @typeParam Serves what this end serves
 */
export class Channel<Calls extends Methods, Serves extends Methods> {
  private state: "waiting" | "open" | "incompatible" | "closed" = "waiting";
  private closedBy = new RemoteError("closed", "The connection is closed.");
  private nextId = 1;
  private readonly queue: Message[] = [];
  private readonly pending = new Map<number, PendingCall>();
  private readonly serving = new Map<number, AbortController>();

  /**
   * @param onProblem told of messages that can't be understood, which are dropped, and of bugs in handlers
   */
  constructor(
    private readonly transport: Transport,
    private readonly calls: Calls,
    private readonly serves: Serves,
    private readonly handlers: Handlers<Serves>,
    private readonly onProblem: (error: RemoteError) => void = () => {},
  ) {
    transport.onMessage((message) => this.receive(message));
    transport.post({ type: "hello", version: PROTOCOL_VERSION, isAnswer: false } satisfies Message);
  }

  /** @throws RemoteError the other end's, or "closed" or "protocol" of the channel itself */
  call<K extends keyof Calls & string>(
    method: K,
    params: ParamsOf<Calls[K]>,
    { signal, onProgress }: CallOptions<ProgressOf<Calls[K]>> = {},
  ): Promise<ResultOf<Calls[K]>> {
    if (this.state === "closed" || this.state === "incompatible") return Promise.reject(this.closedBy);
    if (signal?.aborted) return Promise.reject(new RemoteError("cancelled", "Stopped."));
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      const cancel = () => this.cancel(id);
      signal?.addEventListener("abort", cancel, { once: true });
      const stopListening = () => signal?.removeEventListener("abort", cancel);
      this.pending.set(id, { method, resolve: resolve as (value: unknown) => void, reject, onProgress, stopListening });
      this.send({ type: "request", id, method, params });
    });
  }

  /** Ends everything under way with `reason`. */
  close(reason = this.closedBy): void {
    if (this.state === "closed") return;
    this.state = "closed";
    this.closedBy = reason;
    this.drop(reason);
  }

  private send(message: Message): void {
    if (this.state === "waiting") this.queue.push(message);
    else if (this.state === "open") this.post(message);
  }

  /** Throws for a handler's values that the wire can't carry, such as functions; a request with such a value fails. */
  private post(message: Message): void {
    try {
      this.transport.post(message);
    } catch (error) {
      if (message.type === "reply" || message.type === "progress") throw error;
      if (message.type === "request") this.take(message.id)?.reject(toRemoteError(error));
      else this.onProblem(toRemoteError(error));
    }
  }

  /** Nobody has seen a request that still waits. */
  private cancel(id: number): void {
    if (this.state === "open") {
      this.post({ type: "cancel", id });
      return;
    }
    const at = this.queue.findIndex((message) => message.type === "request" && message.id === id);
    if (at >= 0) this.queue.splice(at, 1);
    this.take(id)?.reject(new RemoteError("cancelled", "Stopped."));
  }

  private receive(value: unknown): void {
    if (this.state === "closed") return;
    const { success, output: message } = v.safeParse(MESSAGE, value);
    if (!success) {
      this.onProblem(new RemoteError("protocol", "A message that is none of ours was dropped."));
      return;
    }
    if (this.state !== "open" && message.type !== "hello") return;
    switch (message.type) {
      case "hello":
        this.greet(message);
        break;
      case "request":
        void this.serve(message);
        break;
      case "cancel":
        this.serving.get(message.id)?.abort();
        break;
      case "progress":
        this.takeProgress(message);
        break;
      case "reply":
        this.takeReply(message);
        break;
      case "error": {
        const { code, message: text, hint, detail } = message.error;
        this.take(message.id)?.reject(new RemoteError(code, text, hint, detail));
      }
    }
  }

  private greet({ version, isAnswer }: Extract<Message, { type: "hello" }>): void {
    const isAnew = this.state === "open" && !isAnswer;
    // Also to an end of another version, which must learn why nobody talks to it.
    if (!isAnswer) this.post({ type: "hello", version: PROTOCOL_VERSION, isAnswer: true });
    if (version !== PROTOCOL_VERSION) {
      const message = `The other side speaks version ${version} of the protocol, this one ${PROTOCOL_VERSION}.`;
      this.state = "incompatible";
      this.closedBy = new RemoteError("protocol", message, "Reload the window after an update.");
      this.drop(this.closedBy);
      return;
    }
    if (isAnew) this.drop(new RemoteError("closed", "The other side was loaded anew."));
    this.state = "open";
    for (const message of this.queue.splice(0)) this.post(message);
  }

  private async serve({ id, method, params }: Extract<Message, { type: "request" }>): Promise<void> {
    const abort = new AbortController();
    const reply = (message: Message) => {
      if (this.serving.get(id) === abort) this.send(message);
    };
    this.serving.set(id, abort);
    try {
      if (!Object.hasOwn(this.serves, method)) throw new RemoteError("protocol", `There is no method "${method}".`);
      const checked = parse(this.serves[method]!.params, params, `parameters of "${method}"`);
      const report = (value: unknown) => reply({ type: "progress", id, value });
      const value = await this.handlers[method]!(checked, { signal: abort.signal, report });
      reply({ type: "reply", id, value });
    } catch (error) {
      const { code, message, hint, detail } = toRemoteError(error);
      if (code === "bug") this.onProblem(toRemoteError(error));
      reply({ type: "error", id, error: { code, message, hint, detail } });
    } finally {
      if (this.serving.get(id) === abort) this.serving.delete(id);
    }
  }

  private takeProgress({ id, value }: Extract<Message, { type: "progress" }>): void {
    const call = this.pending.get(id);
    const schema = call && this.calls[call.method]!.progress;
    if (!call?.onProgress || !schema) return;
    try {
      call.onProgress(parse(schema, value, `progress of "${call.method}"`) as never);
    } catch (error) {
      this.onProblem(toRemoteError(error));
    }
  }

  private takeReply({ id, value }: Extract<Message, { type: "reply" }>): void {
    const call = this.take(id);
    if (!call) return;
    try {
      call.resolve(parse(this.calls[call.method]!.result, value, `result of "${call.method}"`));
    } catch (error) {
      call.reject(toRemoteError(error));
    }
  }

  private take(id: number): PendingCall | undefined {
    const call = this.pending.get(id);
    this.pending.delete(id);
    call?.stopListening();
    return call;
  }

  private drop(reason: RemoteError): void {
    this.queue.length = 0;
    for (const abort of this.serving.values()) abort.abort();
    this.serving.clear();
    for (const id of [...this.pending.keys()]) this.take(id)?.reject(reason);
  }
}

function parse(schema: v.GenericSchema, value: unknown, what: string): unknown {
  const { success, output, issues } = v.safeParse(schema, value);
  if (success) return output;
  const where = v.getDotPath(issues[0]) ?? "";
  throw new RemoteError(
    "protocol",
    `The ${what} can't be understood: ${where === "" ? "" : `${where}: `}${issues[0].message}.`,
  );
}
