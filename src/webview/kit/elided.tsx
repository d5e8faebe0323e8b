/** Characters at the end of a text that are shown in any case. */
const TAIL = 10;
/** A last part of a path that is no longer than this is not cut. */
const NAME = 18;

/** A text on one line, cut in the middle where it is too long: names of files and folders differ at their ends. */
export function Elided({ text }: { readonly text: string }) {
  const cut = tailStart(text);
  return (
    <bdi class="elided" title={text}>
      <span class="elided-head">{text.slice(0, cut)}</span>
      <span class="elided-tail">{text.slice(cut)}</span>
    </bdi>
  );
}

function tailStart(text: string): number {
  const name = Math.max(text.lastIndexOf("/"), text.lastIndexOf("\\"));
  if (name >= 0 && text.length - name <= NAME) return name;
  const tail = [...text].slice(-TAIL).join("");
  return text.length - tail.length;
}
