import { useEffect, useState } from "preact/hooks";

/** Milliseconds without a change after which a text is read out, so that dragging a slider doesn't flood the reader. */
const SETTLED = 500;

/** Reads a text out when it has changed and settled. Nothing is to be seen. */
export function LiveText({ text }: { readonly text: string }) {
  const [said, setSaid] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setSaid(text), SETTLED);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <div class="visually-hidden" role="status" aria-live="polite">
      {said}
    </div>
  );
}
