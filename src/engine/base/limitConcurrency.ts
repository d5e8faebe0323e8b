/**
 * Lets at most `most` pieces of work run at a time; the others wait in the order in which they came.
 *
 * @returns runs a piece when its turn comes and gives its result
 */
export function limitConcurrency(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running < most) running++;
    else await new Promise<void>((resolve) => waiting.push(resolve)); // takes over a place that becomes free
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}
