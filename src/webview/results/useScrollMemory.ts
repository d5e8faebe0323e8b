import { useEffect, useRef } from "preact/hooks";

/** Milliseconds after the last scrolling that the place is kept. */
const SETTLED = 150;

/**
 * Brings the page back to where it was, when it appears and when it shows something else, and keeps where it is.
 *
 * @param name of what is shown
 * @param scroll from the top, in CSS pixels
 */
export function useScrollMemory(name: string, scroll: number, keep: (scroll: number) => void): void {
  const latest = useRef({ name, scroll, keep });
  latest.current = { name, scroll, keep };
  // When `name` changes, not when the place does.
  useEffect(() => {
    // Charts and lists take a frame to find their height.
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => window.scrollTo(0, latest.current.scroll));
    });
    return () => cancelAnimationFrame(frame);
  }, [name]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const onScroll = () => {
      const { name } = latest.current;
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (latest.current.name === name) latest.current.keep(window.scrollY);
      }, SETTLED);
    };
    window.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      clearTimeout(timer);
      window.removeEventListener("scroll", onScroll);
    };
  }, []);
}
