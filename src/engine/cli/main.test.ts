import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { AnopleError, type ErrorCode, EXIT_CODES } from "../base/errors.ts";
import { jsonLines, runCommand } from "./testSupport.ts";

const COMMANDS = ["train", "score", "eval", "export", "inspect", "models", "bench"];

test("the overview lists every command, each command's help its flags and examples", async () => {
  for (const argv of [[], ["--help"], ["-h"], ["help"]]) {
    const { code, stdout, stderr } = await runCommand(argv);
    assert.equal(code, 0);
    assert.equal(stderr, "");
    for (const name of COMMANDS) assert.match(stdout, new RegExp(`^  ${name} `, "m"));
  }
  for (const name of COMMANDS) {
    const { code, stdout } = await runCommand([name, "--help"]);
    assert.equal(code, 0);
    assert.match(stdout, new RegExp(`^Usage: anople ${name} `));
    assert.match(stdout, new RegExp(`Examples:\n {2}# .+\n {2}anople ${name}\\b`));
    assert.match(stdout, /^ {2}--help /m);
    for (const line of stdout.split("\n")) assert.ok(line.length <= 110, line);
    assert.equal((await runCommand(["help", name])).stdout, stdout);
  }
});

test("help names values, choices and defaults, and wins over wrong flags", async () => {
  const { stdout } = await runCommand(["train", "--nonsense", "--help"]);
  assert.match(stdout, /--preset NAME .*One of fast, balanced, thorough\. Default: balanced\./);
  assert.match(stdout, /--support FILE… /);
  assert.match(stdout, /anople train --resume RUN/);
});

test("the documentation names every command, flag and exit code", async () => {
  const docs = await readFile("docs/cli.md", "utf8");
  for (const name of COMMANDS) {
    const { stdout } = await runCommand([name, "--help"]);
    assert.ok(docs.includes(`## anople ${name}`), name);
    for (const [, flag] of stdout.matchAll(/^ {2}(--[\w-]+)/gm))
      assert.ok(docs.includes(`\`${flag}`), `${name} ${flag}`);
  }
  for (const [code, exit] of Object.entries(EXIT_CODES)) assert.match(docs, new RegExp(`\\| ${exit} \\| \`${code}\``));
});

test("the version is the package's", async () => {
  const { version } = JSON.parse(await readFile("package.json", "utf8")) as { version: string };
  assert.equal((await runCommand(["--version"])).stdout, `anople ${version}\n`);
});

test("an unknown command or flag is a usage error that names the nearest", async () => {
  const command = await runCommand(["trian"]);
  assert.equal(command.code, 2);
  assert.match(command.stderr, /^error: There is no command "trian"\.\n {2}Did you mean train\?/);
  const flag = await runCommand(["train", "data", "--shot", "2"]);
  assert.equal(flag.code, 2);
  assert.match(flag.stderr, /^error: `anople train` has no flag --shot\.\n {2}Did you mean --shots\?/);
  assert.equal((await runCommand(["--verbose"])).code, 2);
});

test("every error code gives its exit code, the message and the hint", async () => {
  for (const [code, exit] of Object.entries(EXIT_CODES)) {
    const inspect = async () => {
      throw new AnopleError(code as ErrorCode, "It went\nwrong \u001b[31m.", "Do this.");
    };
    const { code: returned, stderr, stdout } = await runCommand(["inspect", "x"], { inspect });
    assert.equal(returned, exit);
    assert.equal(stderr, "error: It went wrong \ufffd[31m.\n  Do this.\n");
    assert.equal(stdout, "");
  }
});

test("a bug is exit code 1 in one line, with the stack only when asked for", async () => {
  const inspect = async () => {
    throw new TypeError("x is undefined");
  };
  const plain = await runCommand(["inspect", "x"], { inspect });
  assert.equal(plain.code, 1);
  assert.match(plain.stderr, /^error: x is undefined\n {2}This is a bug .*--debug.*\n$/);
  for (const [argv, environment] of [
    [["inspect", "x", "--debug"], {}],
    [["inspect", "x"], { ANOPLE_DEBUG: "1" }],
  ] as const)
    assert.match((await runCommand(argv, { inspect }, { environment })).stderr, /TypeError: x is undefined\n\s+at /);
  const off = await runCommand(["inspect", "x"], { inspect }, { environment: { ANOPLE_DEBUG: "0" } });
  assert.doesNotMatch(off.stderr, /\n\s+at /);
});

test("with --json the error is a line of JSON too", async () => {
  const inspect = async () => {
    throw new AnopleError("data", "No images.", "Look elsewhere.");
  };
  const { code, stdout } = await runCommand(["inspect", "x", "--json"], { inspect });
  assert.equal(code, 3);
  assert.deepEqual(jsonLines(stdout), [
    { type: "error", code: "data", message: "No images.", hint: "Look elsewhere." },
  ]);
});
