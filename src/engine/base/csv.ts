/** Comma separated values as in RFC 4180. */

import { AnopleError } from "./errors.ts";

export type CsvValue = string | number | boolean | null;

/**
 * One header line and one line per row. Cells with a comma, a quote or a line break are quoted, `null` becomes an empty
 * cell and numbers keep all their digits. Lines end in "\n", not RFC 4180's "\r\n", for the sake of line tools.
 *
 * @throws RangeError if a row has another number of cells than the header: that is a bug, never a user's doing
 */
export function formatCsv(header: readonly string[], rows: Iterable<readonly CsvValue[]>): string {
  let text = formatRow(header);
  for (const row of rows) {
    if (row.length !== header.length) {
      throw new RangeError(`A row has ${row.length} cells and the header ${header.length}.`);
    }
    text += formatRow(row);
  }
  return text;
}

function formatRow(cells: readonly CsvValue[]): string {
  const line = cells.map(formatCell).join(",");
  // A lone empty cell would read as an empty line.
  return `${line === "" && cells.length === 1 ? '""' : line}\n`;
}

function formatCell(value: CsvValue): string {
  const text = value === null ? "" : String(value);
  // A byte order mark counts as content only inside quotes.
  return /[",\r\n\ufeff]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Reads what `formatCsv`, spreadsheets and data sets write: "\n", "\r\n" or "\r" between lines, quoted cells with
 * commas, line breaks and doubled quotes, a byte order mark, empty lines. All cells come back as strings.
 *
 * @param name how errors call the text: its file
 * @throws AnopleError "data" with the line for an open quote, text after a closing quote, or a row whose number of cells
 *   differs from the header's
 */
export function parseCsv(text: string, name = "The CSV text"): { header: string[]; rows: string[][] } {
  const rows = splitCells(text, name);
  const header = rows.shift()?.cells ?? [];
  for (const { cells, line } of rows) {
    if (cells.length !== header.length) {
      throw csvError(name, line, `has ${cells.length} cells and the header has ${header.length}`);
    }
  }
  return { header, rows: rows.map((row) => row.cells) };
}

interface Row {
  cells: string[];
  /** Line of the text that it starts on, from 1. */
  line: number;
}

function splitCells(text: string, name: string): Row[] {
  const rows: Row[] = [];
  let at = text.startsWith("\ufeff") ? 1 : 0;
  let line = 1;
  while (at < text.length) {
    const row: Row = { cells: [], line };
    let quoted = false;
    for (;;) {
      let end: number;
      if (text[at] === '"') {
        quoted = true;
        const close = closingQuote(text, at + 1);
        if (close < 0) throw csvError(name, line, "opens a quote that is never closed");
        const cell = text.slice(at + 1, close).replaceAll('""', '"');
        row.cells.push(cell);
        line += cell.match(/\r\n|\r|\n/g)?.length ?? 0;
        end = close + 1;
        if (end < text.length && !/[,\r\n]/.test(text[end]!)) throw csvError(name, line, "goes on after a quoted cell");
      } else {
        end = endOfCell(text, at);
        row.cells.push(text.slice(at, end));
      }
      at = end + 1;
      if (text[end] !== ",") {
        if (text[end] === "\r" && text[at] === "\n") at++;
        break;
      }
    }
    line++;
    const empty = row.cells.length === 1 && row.cells[0] === "" && !quoted;
    if (!empty) rows.push(row);
  }
  return rows;
}

function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at;
  }
  return -1;
}

function endOfCell(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== "," && text[at] !== "\n" && text[at] !== "\r") at++;
  return at;
}

function csvError(name: string, line: number, what: string): AnopleError {
  return new AnopleError("data", `${name}: line ${line} ${what}.`, "Correct or re-create the file.");
}
