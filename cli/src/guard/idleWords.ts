/** What a user is told of `turnOffIfIdle`. @param idle the settings.json that the guard was taken out of, or why it could not be */
export function idleWords(idle: readonly string[] | string): string[] {
  if (typeof idle === 'string') return [`warning: the guard stays on: ${idle}`];
  return idle.map((path) => `No project is shared any more: the guard is taken out of ${path}.`);
}
