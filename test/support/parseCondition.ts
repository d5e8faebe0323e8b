/** Throws where a `when` clause breaks VS Code's grammar. */
export function parseCondition(condition: string): void {
  const token = /\s*(\|\||&&|[!=]=|=~|[<>]=?|[!()]|'[^']*'|\/(?:[^/\\]|\\.)+\/[a-z]*|[\w.:@-]+|\S)/gy;
  const tokens = [...condition.trim().matchAll(token)].map(([, one]) => one!);
  const fail = (): never => {
    throw new SyntaxError(`"${condition}" breaks off before "${tokens.join(" ")}"`);
  };
  const isWord = (one: string | undefined) => /^[\w.:@-]+$/.test(one ?? "");
  const primary = (): void => {
    if (tokens[0] === "!") {
      tokens.shift();
      primary();
    } else if (tokens[0] === "(") {
      tokens.shift();
      either();
      if (tokens.shift() !== ")") fail();
    } else {
      if (!isWord(tokens.shift())) fail();
      comparison();
    }
  };
  const comparison = (): void => {
    if (tokens[0] === "not" && tokens[1] === "in") tokens.shift();
    const operator = tokens[0] ?? "";
    if (!/^([!=]=|=~|[<>]=?|in)$/.test(operator)) return;
    tokens.shift();
    const value = tokens.shift() ?? fail();
    if (operator !== "=~") {
      if (!isWord(value) && !value.startsWith("'")) fail();
      return;
    }
    const [, pattern, flags] = /^\/(.+)\/([a-z]*)$/s.exec(value) ?? fail();
    new RegExp(pattern!, flags);
  };
  const list = (separator: string, part: () => void) => (): void => {
    part();
    while (tokens[0] === separator) {
      tokens.shift();
      part();
    }
  };
  const either: () => void = list("||", list("&&", primary));
  either();
  if (tokens.length > 0) fail();
}
