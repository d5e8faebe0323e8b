/** Steps that the pace is taken from. */
const WINDOW = 10;

/** Tells how long the rest of a training takes from its last steps. The first step, which builds the graph, is left out. */
export class TimeLeft {
  private readonly marks: { step: number; seconds: number }[] = [];

  /** @returns seconds; null until two steps were seen */
  after(step: number, steps: number, seconds: number): number | null {
    this.marks.push({ step, seconds });
    if (this.marks.length > WINDOW) this.marks.shift();
    const first = this.marks[0]!;
    if (step === first.step) return null;
    return ((seconds - first.seconds) / (step - first.step)) * (steps - step);
  }
}
