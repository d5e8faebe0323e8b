/**
 * The name of a new run's directory, `<yyyyMMdd-HHmmss>-<slug>` in local time.
 *
 * @param slug any text; what is no letter, digit, dot or underscore becomes "-", and 60 characters are kept
 */
export function runName(slug: string, at: Date): string {
  const two = (number: number) => String(number).padStart(2, "0");
  const day = `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}`;
  const time = `${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`;
  const words = [...slug.normalize("NFC").replace(/[^\p{L}\p{M}\p{N}._]+/gu, "-")].slice(0, 60).join("");
  return `${day}-${time}-${words.replace(/^[-.]+|[-.]+$/g, "") || "run"}`;
}
