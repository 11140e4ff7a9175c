/** Tells listeners. What VS Code's own does, for what is tested without VS Code. */
export class Emitter {
  readonly #listeners = new Set<() => void>();

  /** To be handed out as an event. */
  readonly event = (listener: () => void): { dispose(): void } => {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };

  fire(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  dispose(): void {
    this.#listeners.clear();
  }
}
