/** Of every platform that the core runs on; its types are in none of the libraries that the core is checked with. */
declare const TextEncoder: new () => { encode(text: string): Uint8Array };

/** Bytes in a row, each in one of two forms: a letter is small or a capital. */
export interface Needle {
  readonly low: Uint8Array;
  readonly high: Uint8Array;
}

const encoder = new TextEncoder();

/** Longer is not sooner found. */
const maxBytes = 64;

/** The longest run of bytes that a line of JSON has in it wherever it has the parts in a row. */
export function needleOf(parts: readonly string[]): Needle | undefined {
  const runs = parts.flatMap(runsOf);
  return runs.reduce<Needle | undefined>(
    (longest, run) => (longest && longest.low.length >= run.low.length ? longest : run),
    undefined,
  );
}

/** The runs of a text that are the same bytes in JSON and as they are, but for capitals. */
function runsOf(text: string): Needle[] {
  const runs: { low: number[]; high: number[] }[] = [];
  let isOpen = false;
  for (const character of text) {
    const forms = formsOf(character);
    if (!forms) {
      isOpen = false;
      continue;
    }
    if (!isOpen) runs.push({ low: [], high: [] });
    isOpen = true;
    const run = runs.at(-1);
    if (!run || run.low.length + forms.low.length > maxBytes) continue;
    run.low.push(...forms.low);
    run.high.push(...forms.high);
  }
  return runs.flatMap(({ low, high }) =>
    low.length > 0 ? { low: Uint8Array.from(low), high: Uint8Array.from(high) } : [],
  );
}

/** The bytes of a character in both of its forms; undefined where JSON may escape it in a word, or it has more, or longer ones. */
function formsOf(character: string): Needle | undefined {
  if (/["\\/\p{Cc}\p{Cs}\ufffd]/u.test(character)) return undefined;
  const [low, high = low, ...more] = variantsOf(character).map((form) => encoder.encode(form));
  if (!low || !high || more.length > 0 || low.length !== high.length) return undefined;
  return { low, high };
}

/** All that are the same character to a pattern that minds no capitals, but the long s and the Kelvin sign. */
function variantsOf(character: string): string[] {
  if (/^[a-z]$/i.test(character)) return [character.toLowerCase(), character.toUpperCase()];
  if ((character.codePointAt(0) ?? 0) < 0x80) return [character];
  const same = lettersWithCase().match(new RegExp(character, 'giu')) ?? [];
  return [character, ...same.filter((letter) => letter !== character)];
}

let letters: string | undefined;

function lettersWithCase(): string {
  if (letters !== undefined) return letters;
  const planes = Array.from({ length: 0x20 }, (_, plane) =>
    String.fromCodePoint(...Array.from({ length: 0x1000 }, (_, code) => plane * 0x1000 + code)),
  );
  const cased = /\p{Changes_When_Casemapped}|\p{Changes_When_Casefolded}/gu;
  letters = planes.flatMap((plane) => plane.match(cased) ?? []).join('');
  return letters;
}
