/** How the tensors of a model file make up the canonical ones (weightShapes.ts lists those). */

/** Where a canonical tensor comes from. In names, `*` stands for the block's number, counted from 0. */
export interface Source {
  /** Stored tensors, joined along the axis of their outputs. */
  readonly parts: readonly string[];
  /** `transposed`: stored output x input; `patches`: stored as a convolution's [output, channel, y, x]. */
  readonly layout: "same" | "transposed" | "patches";
  /** The value of every element where the file has none of the parts; without it the file must have them. */
  readonly absent?: number;
}

/** Sources by canonical name, with `*` for the block's number. */
export type NamingTable = Readonly<Record<string, Source>>;

export const same = (...parts: string[]): Source => ({ parts, layout: "same" });
export const transposed = (...parts: string[]): Source => ({ parts, layout: "transposed" });
export const patches = (part: string): Source => ({ parts: [part], layout: "patches" });
export const optional = (part: string, absent: number): Source => ({ parts: [part], layout: "same", absent });

/** A tensor that the architecture doesn't have: all ones, so that it changes nothing. */
export const ones: Source = { parts: [], layout: "same", absent: 1 };

/** Weight and bias of a layer norm. */
export function normSources(canonical: string, stored: string): NamingTable {
  return { [`${canonical}.weight`]: same(`${stored}.weight`), [`${canonical}.bias`]: same(`${stored}.bias`) };
}

/** Weight and bias of one linear map, or of several joined along their outputs. */
export function linearSources(canonical: string, ...stored: string[]): NamingTable {
  return {
    [`${canonical}.weight`]: transposed(...stored.map((name) => `${name}.weight`)),
    [`${canonical}.bias`]: same(...stored.map((name) => `${name}.bias`)),
  };
}
