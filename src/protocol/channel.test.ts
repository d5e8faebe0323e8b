import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import fc from "fast-check";
import * as v from "valibot";
import { Channel, type Transport } from "./channel.ts";
import type { Handlers, Methods } from "./method.ts";
import { RemoteError } from "./remoteError.ts";
import { PROTOCOL_VERSION } from "./version.ts";

const SERVER = {
  double: { params: v.object({ x: v.number() }), result: v.number() },
  count: { params: v.object({ to: v.number() }), result: v.number(), progress: v.object({ at: v.number() }) },
  /** Ends when it is cancelled. */
  wait: { params: v.object({}), result: v.null() },
  bytes: { params: v.object({ data: v.instance(Uint8Array) }), result: v.instance(Float32Array) },
  fail: { params: v.object({ how: v.string() }), result: v.null() },
} as const satisfies Methods;

const CLIENT = {
  greet: { params: v.object({ name: v.string() }), result: v.string() },
} as const satisfies Methods;

class UserError extends Error {
  readonly code = "data";
  readonly hint = "Try another.";
}

/** Two ends of a wire that clones what it carries and delivers it later, in order. */
function wire() {
  const listeners: [((m: unknown) => void)[], ((m: unknown) => void)[]] = [[], []];
  const sent: { from: 0 | 1; message: unknown }[] = [];
  const end = (from: 0 | 1): Transport => ({
    post(message) {
      const copy = structuredClone(message);
      sent.push({ from, message: copy });
      setImmediate(() => {
        for (const listener of listeners[from === 0 ? 1 : 0]) listener(copy);
      });
    },
    onMessage: (listener) => void listeners[from].push(listener),
  });
  /** Whoever listened at an end is gone, as when a page is loaded anew. */
  const cut = (which: 0 | 1) => {
    listeners[which].length = 0;
  };
  return { ends: [end(0), end(1)] as const, sent, cut };
}

/** What a server was asked to do. */
const started: string[] = [];

const HANDLERS: Handlers<typeof SERVER> = {
  double: ({ x }) => 2 * x,
  async count({ to }, { report }) {
    for (let at = 1; at <= to; at++) {
      report({ at });
      await turn();
    }
    return to;
  },
  wait: (_, { signal }) =>
    new Promise((_resolve, reject) => {
      started.push("wait");
      signal.addEventListener("abort", () => {
        started.push("stopped");
        reject(Object.assign(new UserError("Stopped."), { code: "cancelled" }));
      });
    }),
  bytes: ({ data }) => Float32Array.from(data, (value) => value / 2),
  fail({ how }) {
    if (how === "user") throw new UserError("The image is broken.");
    if (how === "bug") throw new TypeError("undefined is not a function");
    if (how === "uncloneable") return (() => null) as unknown as null;
    return 7 as unknown as null;
  },
};

function serve(transport: Transport, problems: RemoteError[] = []) {
  return new Channel(transport, CLIENT, SERVER, HANDLERS, (problem) => void problems.push(problem));
}

function connect(transport: Transport, problems: RemoteError[] = []) {
  const handlers = { greet: ({ name }: { name: string }) => `Hello ${name}` };
  return new Channel(transport, SERVER, CLIENT, handlers, (problem) => void problems.push(problem));
}

function pair() {
  const { ends, ...rest } = wire();
  const problems: RemoteError[] = [];
  return { server: serve(ends[0], problems), client: connect(ends[1], problems), ends, problems, ...rest };
}

const code = (expected: string) => (error: unknown) => error instanceof RemoteError && error.code === expected;
const hello = (isAnswer: boolean, version = PROTOCOL_VERSION) => ({ type: "hello", version, isAnswer });

test("both ends call one another, at once and interleaved", async () => {
  const { server, client } = pair();
  const answers = await Promise.all([
    client.call("double", { x: 4 }),
    server.call("greet", { name: "Ada" }),
    client.call("count", { to: 3 }),
    client.call("double", { x: 5 }),
  ]);
  assert.deepEqual(answers, [8, "Hello Ada", 3, 10]);
});

test("typed arrays arrive as they are", async () => {
  const { client } = pair();
  const halves = await client.call("bytes", { data: Uint8Array.of(1, 2, 255) });
  assert.ok(halves instanceof Float32Array);
  assert.deepEqual([...halves], [0.5, 1, 127.5]);
});

test("a call that is made before the other end exists waits for it", async () => {
  const { ends } = wire();
  const client = connect(ends[1]);
  const answer = client.call("double", { x: 21 });
  await turn();
  await turn();
  serve(ends[0]);
  assert.equal(await answer, 42);
});

test("errors keep code, message and hint; others are bugs, which are told on the side where they are", async () => {
  const { client, problems } = pair();
  await assert.rejects(client.call("fail", { how: "user" }), {
    name: "RemoteError",
    code: "data",
    message: "The image is broken.",
    hint: "Try another.",
  });
  assert.equal(problems.length, 0);
  await assert.rejects(client.call("fail", { how: "bug" }), { code: "bug", message: "undefined is not a function" });
  assert.match(problems.map(({ detail }) => detail).join(), /^TypeError.*\n\s+at /);
});

test("parameters and results that don't fit their schemas, and values that no wire carries", async () => {
  const { client, problems } = pair();
  const wrong = { x: "four" } as unknown as { x: number };
  await assert.rejects(client.call("double", wrong), { code: "protocol", message: /"double".*\bx\b/ });
  await assert.rejects(client.call("fail", { how: "wrong result" }), { code: "protocol", message: /result of "fail"/ });
  await assert.rejects(client.call("fail", { how: "uncloneable" }), { code: "bug", message: /could not be cloned/ });
  const uncloneable = { x: (() => 4) as unknown as number };
  await assert.rejects(client.call("double", uncloneable), { code: "bug", message: /could not be cloned/ });
  assert.equal(await client.call("double", { x: 1 }), 2, "the channel goes on");
  assert.equal(problems.length, 1, "the handler's value is a bug of its side");

  const { ends } = wire();
  const waiting = connect(ends[1]);
  const [broken, behind] = [waiting.call("double", uncloneable), waiting.call("double", { x: 3 })];
  serve(ends[0]);
  await assert.rejects(broken, { code: "bug" });
  assert.equal(await behind, 6, "what waits behind it is sent");
});

test("a method that there is not, even one that every object has", async () => {
  const { client } = pair();
  for (const method of ["nothing", "toString", "__proto__", "constructor"]) {
    const call = client.call(method as "double", { x: 1 });
    await assert.rejects(call, { code: "protocol", message: `There is no method "${method}".` });
  }
});

test("cancelling stops the other end's work, and its error comes back", async () => {
  const { client } = pair();
  started.length = 0;
  const abort = new AbortController();
  const call = client.call("wait", {}, { signal: abort.signal });
  while (started.length === 0) await turn();
  abort.abort();
  await assert.rejects(call, code("cancelled"));
  assert.deepEqual(started, ["wait", "stopped"]);
  await assert.rejects(client.call("wait", {}, { signal: abort.signal }), code("cancelled"));
  assert.deepEqual(started, ["wait", "stopped"], "an aborted signal asks for nothing");
});

test("a call that waits for the other end can be cancelled, and is then never made", async () => {
  const { ends } = wire();
  started.length = 0;
  const client = connect(ends[1]);
  const abort = new AbortController();
  const call = client.call("wait", {}, { signal: abort.signal });
  const next = client.call("double", { x: 2 });
  abort.abort();
  await assert.rejects(call, code("cancelled"));
  serve(ends[0]);
  assert.equal(await next, 4);
  assert.deepEqual(started, []);
});

test("progress comes in order and before the result", async () => {
  const { client } = pair();
  const seen: unknown[] = [];
  const result = await client.call("count", { to: 5 }, { onProgress: ({ at }) => void seen.push(at) });
  seen.push(result);
  assert.deepEqual(seen, [1, 2, 3, 4, 5, 5]);
});

test("a listener that throws is a problem of its own side and does not stop the call", async () => {
  const { client, problems } = pair();
  const onProgress = () => {
    throw new Error("listener");
  };
  assert.equal(await client.call("count", { to: 2 }, { onProgress }), 2);
  assert.deepEqual(
    problems.map(({ message }) => message),
    ["listener", "listener"],
  );
});

test("when the other end is loaded anew, what was under way ends, and calls go on with the new one", async () => {
  const { server, client, ends, cut } = pair();
  started.length = 0;
  assert.equal(await client.call("double", { x: 1 }), 2);
  const old = client.call("wait", {});
  while (started.length === 0) await turn();
  // Of the old page nothing answers any more; it never learns what became of its call.
  void old.catch(() => undefined);
  const unanswered = server.call("greet", { name: "nobody" });
  cut(1);
  const anew = connect(ends[1]);
  const first = anew.call("double", { x: 8 });
  await assert.rejects(unanswered, { code: "closed", message: "The other side was loaded anew." });
  assert.equal(await first, 16);
  assert.deepEqual(started, ["wait", "stopped"], "the old page's work is stopped");
  assert.equal(await server.call("greet", { name: "again" }), "Hello again");
});

test("replies to an earlier end are not taken for one's own", async () => {
  const { ends } = wire();
  const client = connect(ends[1]);
  const call = client.call("double", { x: 8 }); // has the same number as the first call of any other end
  ends[0].post({ type: "reply", id: 1, value: -1 });
  ends[0].post({ type: "error", id: 1, error: { code: "bug", message: "old", hint: "", detail: "" } });
  await turn();
  serve(ends[0]);
  assert.equal(await call, 16);
});

test("closing ends calls on this side with the reason, and work for the other", async () => {
  const { server, client } = pair();
  started.length = 0;
  const reason = new RemoteError("closed", "The engine ended.");
  const call = client.call("wait", {});
  while (started.length === 0) await turn();
  client.close(reason);
  await assert.rejects(call, reason);
  await assert.rejects(client.call("double", { x: 1 }), reason);
  server.close();
  assert.deepEqual(started, ["wait", "stopped"]);
  await assert.rejects(server.call("greet", { name: "" }), { code: "closed", message: "The connection is closed." });
});

test("ends of different versions both say so, whoever starts first", async () => {
  for (const isAnswer of [false, true]) {
    const { ends, sent } = wire();
    const client = connect(ends[1]);
    const waiting = client.call("double", { x: 1 });
    ends[0].post(hello(isAnswer, PROTOCOL_VERSION + 1));
    const rightError = { code: "protocol", message: new RegExp(`version ${PROTOCOL_VERSION + 1}`), hint: /Reload/ };
    await assert.rejects(waiting, rightError);
    await assert.rejects(client.call("double", { x: 1 }), rightError);
    const answers = sent.filter(({ from, message }) => from === 1 && (message as { isAnswer: boolean }).isAnswer);
    assert.equal(answers.length, isAnswer ? 0 : 1, "a hello is answered, an answer is not");
    assert.ok(sent.every(({ message }) => (message as { type: string }).type === "hello"));
    serve(ends[0]);
    await turn();
    await turn();
    assert.equal(await client.call("double", { x: 1 }), 2, "after a reload with the same version it works");
  }
});

test("what is no message is told and dropped, whatever it is", async () => {
  const { client, ends, problems } = pair();
  assert.equal(await client.call("double", { x: 1 }), 2);
  const types = fc.constantFrom("hello", "request", "cancel", "progress", "reply", "error", "other", 1);
  const id = fc.oneof(fc.integer({ min: 1000 }), fc.constantFrom(Number.NaN, 0.5, "1", null, -1));
  const envelope = fc.record(
    { type: types, id, method: fc.anything(), params: fc.anything(), value: fc.anything(), error: fc.anything() },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.anything(), envelope), async (message) => {
      let copy: unknown;
      try {
        copy = structuredClone(message);
      } catch {
        return;
      }
      ends[0].post(copy);
      ends[1].post(copy);
      await turn();
      await turn();
      assert.equal(await client.call("double", { x: 3 }), 6);
    }),
    { numRuns: 300 },
  );
  assert.ok(problems.length > 100);
  assert.ok(problems.every(({ code: of }) => of === "protocol"));
});

test("replies and progress of calls that nobody made are passed over", async () => {
  const { client, ends, problems } = pair();
  await client.call("double", { x: 1 });
  ends[0].post({ type: "reply", id: 77, value: 1 });
  ends[0].post({ type: "progress", id: 77, value: 1 });
  ends[0].post({ type: "cancel", id: 77 });
  assert.equal(await client.call("double", { x: 2 }), 4);
  assert.deepEqual(problems, []);
});
