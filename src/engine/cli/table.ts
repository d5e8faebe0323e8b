import { printable } from "./terminal.ts";

interface Column {
  readonly title: string;
  readonly align?: "right";
}

/**
 * A table in plain text: titles, then rows, in columns as wide as they need, two spaces apart and indented by two. Cells
 * are made safe for a terminal.
 */
export function formatTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const lines = [columns.map((column) => column.title), ...rows.map((row) => row.map(printable))];
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => textWidth(line[i] ?? ""))));
  return lines
    .map((line) => {
      const cells = columns.map((column, i) => {
        const cell = line[i] ?? "";
        const padding = " ".repeat(widths[i]! - textWidth(cell));
        return column.align === "right" ? padding + cell : cell + padding;
      });
      return `  ${cells.join("  ").trimEnd()}\n`;
    })
    .join("");
}

/** Terminal cells that a text takes: none for combining marks, two for wide characters of East Asia and emoji. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += ZERO_WIDTH.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
}

const ZERO_WIDTH = /^(?:\p{Mn}|\p{Me}|\p{Cf})$/u;
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]$|^\p{Emoji_Presentation}$/u;
