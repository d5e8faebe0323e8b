/**
 * The engine's colour maps (src/engine/imaging/colormap.ts) once more, since web views import nothing of the engine; a test
 * holds the two together.
 */

export const COLOR_MAP_NAMES = ["inferno", "viridis", "turbo", "gray"] as const;
export type ColorMapName = (typeof COLOR_MAP_NAMES)[number];

// 16 colours of each published map (viridis and inferno by Smith and van der Walt, CC0; turbo by Mikhailov, Apache-2.0),
// 17 table entries apart.
const ANCHORS: Readonly<Record<ColorMapName, string>> = {
  inferno:
    "000004 0c0826 240c4f 420a68 5d126e 781c6d 932667 ae305c c73e4c dd513a ed6925 f8850f fca50a fac62d f2e661 fcffa4",
  viridis:
    "440154 481a6c 472f7d 414487 39568c 31688e 2a788e 23888e 1f988b 22a884 35b779 54c568 7ad151 a5db36 d2e21b fde725",
  turbo:
    "30123b 4143a7 4771e9 3e9bfe 22c5e2 1ae4b6 46f884 88ff4e b9f635 e1dd37 faba39 fd8d27 f05b12 d63506 af1801 7a0403",
  gray: "000000 ffffff",
};

const TABLES: Readonly<Record<ColorMapName, Uint8Array>> = {
  inferno: buildTable(ANCHORS.inferno),
  viridis: buildTable(ANCHORS.viridis),
  turbo: buildTable(ANCHORS.turbo),
  gray: buildTable(ANCHORS.gray),
};

/** 256 RGB colours, low to high: entry i at bytes 3i to 3i + 2. */
export function colorTable(name: ColorMapName): Uint8Array {
  return TABLES[name];
}

/** Cubic (Catmull-Rom) interpolation through evenly spaced colours, extended linearly at both ends. */
function buildTable(anchors: string): Uint8Array {
  const colours = anchors.split(" ").map((hex) => [0, 2, 4].map((i) => Number.parseInt(hex.slice(i, i + 2), 16)));
  const last = colours.length - 1;
  // The clamped array rounds.
  const table = new Uint8ClampedArray(768);
  for (let i = 0; i < 256; i++) {
    const at = (i / 255) * last;
    const k = Math.min(last - 1, Math.floor(at));
    const f = at - k;
    for (let c = 0; c < 3; c++) {
      const p1 = colours[k]![c]!;
      const p2 = colours[k + 1]![c]!;
      const p0 = colours[k - 1]?.[c] ?? 2 * p1 - p2;
      const p3 = colours[k + 2]?.[c] ?? 2 * p2 - p1;
      table[3 * i + c] = p1 + 0.5 * f * (p2 - p0 + f * (2 * p0 - 5 * p1 + 4 * p2 - p3 + f * (3 * (p1 - p2) + p3 - p0)));
    }
  }
  return new Uint8Array(table.buffer);
}
