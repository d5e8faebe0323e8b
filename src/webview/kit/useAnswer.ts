import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { isCancelled } from "../../protocol/remoteError.ts";
import type { Notifier } from "./notifier.ts";

/** What a call to the host gave so far. */
export interface Answer<T> {
  /** The last answer; kept while the host is asked again, and when that fails. */
  readonly value: T | undefined;
  readonly error: unknown;
  readonly isAsking: boolean;
  askAgain(): void;
}

/**
 * Asks the host when the component appears, whenever it is told that something changed, and on request.
 *
 * @param ask the same function in every render
 */
export function useAnswer<T>(ask: (signal: AbortSignal) => Promise<T>, changed?: Notifier<unknown>): Answer<T> {
  const [state, setState] = useState<Omit<Answer<T>, "askAgain">>({
    value: undefined,
    error: undefined,
    isAsking: true,
  });
  const running = useRef<AbortController>(undefined);
  const askAgain = useCallback(async () => {
    running.current?.abort();
    const abort = new AbortController();
    running.current = abort;
    setState((old) => ({ ...old, isAsking: true }));
    try {
      const value = await ask(abort.signal);
      if (!abort.signal.aborted) setState({ value, error: undefined, isAsking: false });
    } catch (error) {
      if (!abort.signal.aborted && !isCancelled(error)) setState((old) => ({ ...old, error, isAsking: false }));
    }
  }, [ask]);
  useEffect(() => {
    void askAgain();
    const stopListening = changed?.listen(() => void askAgain());
    return () => {
      stopListening?.();
      running.current?.abort();
    };
  }, [askAgain, changed]);
  return { ...state, askAgain };
}
