import type { BinaryMask } from "../imaging/image.ts";

/**
 * Connected components of a mask, by two passes and union-find. Any value above 0 is foreground.
 *
 * @param connectivity 8 also joins pixels that touch at a corner (the PRO convention), 4 only at an edge
 * @returns `labels`, one a pixel, row by row: 0 = background, 1..n numbered by each region's first pixel in raster
 *   order; `sizes[i]`, the pixels of region i + 1
 */
export function labelRegions(mask: BinaryMask, connectivity: 4 | 8 = 8): { labels: Int32Array; sizes: number[] } {
  const { width, height, data } = mask;
  const labels = new Int32Array(width * height);
  // parent[label] <= label, and a root is its own parent: a region's root is its lowest provisional label.
  const parent: number[] = [0];
  const find = (label: number): number => {
    let root = label;
    while (parent[root]! !== root) root = parent[root]!;
    for (let at = label; at !== root; ) {
      const next = parent[at]!;
      parent[at] = root;
      at = next;
    }
    return root;
  };
  const join = (a: number, b: number): number => {
    if (a === 0 || a === b) return b;
    if (b === 0) return a;
    const rootA = find(a);
    const rootB = find(b);
    const low = Math.min(rootA, rootB);
    parent[Math.max(rootA, rootB)] = low;
    return low;
  };

  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      if (data[at] === 0) continue;
      let label = x > 0 ? labels[at - 1]! : 0;
      if (y > 0) {
        label = join(label, labels[at - width]!);
        if (connectivity === 8) {
          if (x > 0) label = join(label, labels[at - width - 1]!);
          if (x + 1 < width) label = join(label, labels[at - width + 1]!);
        }
      }
      if (label === 0) {
        label = parent.length;
        parent.push(label);
      }
      labels[at] = label;
    }
  }

  // Roots come before the labels they own, so one walk numbers the regions in raster order.
  let regions = 0;
  for (let label = 1; label < parent.length; label++)
    parent[label] = parent[label] === label ? ++regions : parent[parent[label]!]!;
  const sizes = new Array<number>(regions).fill(0);
  for (let at = 0; at < labels.length; at++) {
    if (labels[at] === 0) continue;
    const region = parent[labels[at]!]!;
    labels[at] = region;
    sizes[region - 1]!++;
  }
  return { labels, sizes };
}
