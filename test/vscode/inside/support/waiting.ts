/** Asks until the answer will do, and returns it. */
export async function until<T>(what: string, ask: () => T | Thenable<T>, will = (answer: T) => !!answer) {
  const end = Date.now() + 40_000;
  for (;;) {
    const answer = await ask();
    if (will(answer)) return answer;
    if (Date.now() > end) throw new Error(`${what}: not yet. Last seen: ${JSON.stringify(answer)}`);
    await pause();
  }
}

export function pause(milliseconds = 100): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
