import type { Problem } from "./datasetIndex.ts";

/** Collects the problems of one data set; what is found twice at one place is kept once. */
export interface ProblemLog {
  warn(code: string, path: string, message: string, fix: string): void;
  error(code: string, path: string, message: string, fix: string): void;
  /** All problems, by path and then code. */
  list(): Problem[];
}

/** An empty log. */
export function createProblemLog(): ProblemLog {
  const problems = new Map<string, Problem>();
  const add = (problem: Problem) => {
    const key = `${problem.path}\0${problem.code}`;
    if (!problems.has(key)) problems.set(key, problem);
  };
  return {
    warn: (code, path, message, fix) => add({ code, severity: "warning", path, message, fix }),
    error: (code, path, message, fix) => add({ code, severity: "error", path, message, fix }),
    list: () => [...problems].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, problem]) => problem),
  };
}

/** "a, b, c and 4 more", so that thousands of names make one readable line. */
export function listNames(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(", ");
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}

/** "1 image", "2 images". */
export function count(number: number, singular: string, plural = `${singular}s`): string {
  return `${number} ${number === 1 ? singular : plural}`;
}
