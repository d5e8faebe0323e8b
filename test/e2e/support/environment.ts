import path from "node:path";

/** Where the end-to-end tests of this run find things; `npm run test:e2e` sets the variables. */
export interface Environment {
  /** Script of the VS Code server, and the Node that runs it. */
  readonly server: string;
  readonly node: string;
  /** A Chromium. */
  readonly browser: string;
  /** The packed extension, and the folder with its content. */
  readonly vsix: string;
  readonly stage: string;
  /** Module that runs the tests of test/inhost. */
  readonly inHostTests: string;
}

/** Screenshots and what failed tests leave behind. */
export const OUTPUT = path.resolve("out/e2e");

/** Why there is no workbench on this machine; undefined where there is one. Then all tests are skipped. */
export const unavailable = process.env.ANOPLE_E2E_UNAVAILABLE || undefined;

/** @throws if a test was not started by `npm run test:e2e` */
export function environment(): Environment {
  const read = (name: string) => {
    const value = process.env[`ANOPLE_E2E_${name}`];
    if (!value) throw new Error("End-to-end tests are run by: npm run test:e2e");
    return value;
  };
  return {
    server: read("SERVER"),
    node: read("NODE"),
    browser: read("BROWSER"),
    vsix: read("VSIX"),
    stage: read("STAGE"),
    inHostTests: read("INHOST"),
  };
}
