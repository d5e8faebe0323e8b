import { readFile } from "node:fs/promises";

/** A CSV file's rows by the names in its first line. Quoted cells may hold commas and doubled quotes, no line breaks. */
export async function readCsv(file: string): Promise<Record<string, string>[]> {
  const [header, ...rows] = (await readFile(file, "utf8")).trimEnd().split("\n").map(cells);
  return rows.map((row) => Object.fromEntries(header!.map((name, i) => [name, row[i]!])));
}

function cells(line: string): string[] {
  const found = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,"]*))/g)];
  return found.map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain!);
}
