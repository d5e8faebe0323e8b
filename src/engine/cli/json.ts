import type { Terminal } from "./terminal.ts";

/** Prints one line of JSON on standard output. Numbers that JSON can't hold are null; typed arrays are left out. */
export function writeJsonLine(terminal: Terminal, value: object): void {
  terminal.out(`${jsonText(value)}\n`);
}

/** JSON without typed arrays, whose place is in files of their own. */
export function jsonText(value: object, indent = 0): string {
  return JSON.stringify(value, (_, field) => (ArrayBuffer.isView(field) ? undefined : field), indent);
}
