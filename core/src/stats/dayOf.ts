/** The day of a moment where this runs: `2026-11-30`. */
export function dayOf(at: number): string {
  return text(new Date(at));
}

/** The Monday of its week. */
export function startOfWeek(at: number): string {
  const date = new Date(at);
  return text(new Date(date.getFullYear(), date.getMonth(), date.getDate() - ((date.getDay() + 6) % 7)));
}

/** `2026-11` */
export function startOfMonth(at: number): string {
  return dayOf(at).slice(0, -3);
}

function text(date: Date): string {
  const digits = (value: number, length: number) => `${value}`.padStart(length, '0');
  return [digits(date.getFullYear(), 4), digits(date.getMonth() + 1, 2), digits(date.getDate(), 2)].join('-');
}
