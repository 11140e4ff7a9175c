/** Dollars as `$3.20`; what is less than a cent, but something, says so. */
export function costWords(dollars: number): string {
  if (dollars > 0 && dollars < 0.01) return '< $0.01';
  return `$${grouped(dollars.toFixed(2))}`;
}

/** The same beside a line of a chart, where each has to be another. */
export function costTick(dollars: number): string {
  return dollars > 0 && dollars < 0.01 ? `$${dollars.toPrecision(1)}` : costWords(dollars);
}

/** A number with its thousands apart: `1,234,567`. */
export function numberWords(number: number): string {
  return grouped(String(Math.round(number)));
}

const units = [
  { size: 1e12, sign: 'T' },
  { size: 1e9, sign: 'B' },
  { size: 1e6, sign: 'M' },
  { size: 1e3, sign: 'k' },
] as const;

/** A number in three digits or so: `1.23 M`. */
export function shortNumber(number: number): string {
  // Not 1000 k: what is rounded up to the next unit is of that one.
  const unit = units.find(({ size }) => number >= size * 0.9995);
  if (!unit) return String(Math.round(number));
  const value = number / unit.size;
  return `${Number(value.toPrecision(3))} ${unit.sign}`;
}

/** A time as `2 h 05 min`. */
export function durationWords(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000);
  if (minutes < 1) return milliseconds > 0 ? '< 1 min' : '0 min';
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return `${minutes} min`;
  return `${grouped(String(hours))} h ${String(minutes % 60).padStart(2, '0')} min`;
}

function grouped(digits: string): string {
  return digits.replace(/\B(?=(?:\d{3})+(?:\.|$))/g, ',');
}
