const day = 24 * 60 * 60 * 1000;
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

export type Age = 'Today' | 'Last 7 days' | 'Older';

/** How long ago a time is, as a heading: by the days of the calendar. Both are milliseconds since 1970. */
export function ageOf(time: number, now: number): Age {
  const today = new Date(now).setHours(0, 0, 0, 0);
  if (time >= today) return 'Today';
  return time >= today - 6 * day ? 'Last 7 days' : 'Older';
}

/** A time in so many words as its age needs; they stay true until midnight. */
export function whenWords(time: number, now: number): string {
  const date = new Date(time);
  const age = ageOf(time, now);
  if (age === 'Older') return dateWords(date);
  return age === 'Today' ? timeWords(date) : `${weekdays[date.getDay()]} ${timeWords(date)}`;
}

/** All of a time, to the minute. */
export function fullWhen(time: number): string {
  const date = new Date(time);
  return `${dateWords(date)} ${timeWords(date)}`;
}

/** How long it is until a time, in whole days. */
export function daysUntil(time: number, now: number): number {
  return Math.max(0, Math.floor((time - now) / day));
}

function dateWords(date: Date): string {
  return [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
}

function timeWords(date: Date): string {
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
