/**
 * Exponentially weighted mean of what came before, without the pull towards the first value: the weights of all values
 * up to a point add up to 1. Distance is measured in mean spacings, so that thinning hardly changes the curve.
 *
 * @param at where the values stand, increasing
 * @param values NaN where there is none; such points stay NaN
 * @param weight that a value has kept one mean spacing later, 0 (off) to below 1
 */
export function smooth(at: readonly number[], values: readonly number[], weight: number): number[] {
  if (weight <= 0 || at.length < 2) return [...values];
  const spacing = (at[at.length - 1]! - at[0]!) / (at.length - 1) || 1;
  let sum = 0;
  let total = 0;
  let last = at[0]!;
  return values.map((value, i) => {
    if (Number.isNaN(value)) return value;
    const kept = weight ** ((at[i]! - last) / spacing);
    last = at[i]!;
    sum = sum * kept + value;
    total = total * kept + 1;
    return sum / total;
  });
}
