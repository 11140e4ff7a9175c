/** The client's console. */
interface Log {
  error(message: string): void;
}

/**
 * Makes a handler that cannot end the server: what goes wrong is written to the client's console, and the answer is empty.
 * @param what the handler does, for the log
 */
export function guarded<Args extends unknown[], Result>(
  log: Log,
  what: string,
  empty: Result,
  handler: (...args: Args) => Result | Promise<Result>,
): (...args: Args) => Promise<Result> {
  return async (...args) => {
    try {
      return await handler(...args);
    } catch (error) {
      log.error(`${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      return empty;
    }
  };
}
