/** The share of pairs in which the positive sample has the higher value, ties counting ½: counted pair by pair, after sorting. */
export function areaUnderRoc(samples: readonly { value: number; positive: boolean }[]): number {
  const negatives = samples.filter(({ positive }) => !positive).map(({ value }) => value);
  negatives.sort((a, b) => a - b);
  const countBelow = (value: number, orEqual: boolean) => {
    let [low, high] = [0, negatives.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (negatives[middle]! < value || (orEqual && negatives[middle] === value)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const positives = samples.filter(({ positive }) => positive);
  const wins = positives.reduce((sum, { value }) => sum + (countBelow(value, false) + countBelow(value, true)) / 2, 0);
  return wins / (positives.length * negatives.length);
}
