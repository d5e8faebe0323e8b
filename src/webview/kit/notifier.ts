/** Tells parts of a view what the host just told it. */
export interface Notifier<T> {
  tell(value: T): void;
  /** @returns what ends the listening */
  listen(listener: (value: T) => void): () => void;
}

/** A notifier that nobody listens to yet. What is told then is lost. */
export function createNotifier<T>(): Notifier<T> {
  const listeners = new Set<(value: T) => void>();
  return {
    tell: (value) => {
      for (const listener of listeners) listener(value);
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
