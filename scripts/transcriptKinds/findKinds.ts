/** What a client's program knows of transcripts: names, sorted. `perhaps`: the same form, but it may be of something else. */
export interface TranscriptKinds {
  readonly lines: Kinds;
  readonly attachments: Kinds;
  readonly subtypes: Kinds;
}

export interface Kinds {
  readonly known: readonly string[];
  readonly perhaps: readonly string[];
}

/**
 * Finds the kinds of transcript lines in the text of a client's program. The program is minified: names of functions and
 * variables change with every version, literals do not.
 */
export function findKinds(text: string): TranscriptKinds {
  return { lines: findLines(text), attachments: findAttachments(text), subtypes: findSubtypes(text) };
}

/**
 * The program has tables of all line types, each a literal that has `file-history-snapshot` as a member. Types of later
 * releases stand beside a table, in the function that reads it or a list of pairs that is added to it. The reader of a
 * transcript compares `type` with one after the other: that is all there is in old versions.
 */
function findLines(text: string): Kinds {
  const tables = matches(text, /\{(?:"?[\w-]+"?:"[\w-]+",?)+\}/g)
    .filter(({ found }) => found.includes('"file-history-snapshot":'))
    .flatMap(({ found, at }) => [
      ...namesIn(found, /[{,]"?([\w-]+)"?:/g),
      ...namesIn(
        around(text, at + found.length, 0, 600),
        /===?"([a-z]+(?:-[a-z]+)+)"|\["([a-z]+(?:-[a-z]+)+)","/g,
      ),
    ]);
  const written = namesIn(text, /\{type:"([a-z]+(?:-[a-z]+)*)",[^{}]{0,200}\bsessionId[:,}]/g);
  const reader = readers(text).flatMap((part) => namesIn(part, /(?<!attachment\??)\.type===?"([\w-]+)"/g));
  return split([...tables, ...reader], written);
}

/** The parts of the program that compare with one line type after the other. */
function readers(text: string): string[] {
  return matches(text, /\.type===?"file-history-snapshot"/g)
    .map(({ at }) => around(text, at, 6000, 3000))
    .filter((part) => part.includes('.type==="custom-title"') || part.includes('.type==="summary"'));
}

/** Lists of types that have a well-known one, comparisons with `attachment.type`, and arguments of the maker of such lines. */
function findAttachments(text: string): Kinds {
  const lists = matches(text, /\[(?:"[\w-]+",?){10,}\]/g)
    .filter(({ found }) => found.includes('"edited_text_file"'))
    .flatMap(({ found }) => namesIn(found, /"([\w-]+)"/g));
  const compared = namesIn(text, /\battachment\??\.type[!=]==?"([\w-]+)"/g);
  const makers = namesIn(
    text,
    /function ([\w$]+)\([^{}]{0,40}\{now:[^{}]{0,120}\}\)\{(?:let [^;]{0,80};)?return\{attachment:/g,
  );
  const made = makers.flatMap((name) =>
    namesIn(text, new RegExp(`[^\\w$]${name.replaceAll('$', '\\$')}\\(\\{type:"([\\w-]+)"`, 'g')),
  );
  const rendered = matches(text, /case"edited_text_file":/g).flatMap(({ at }) =>
    namesIn(around(text, at, 30_000, 30_000), /case"([a-z]+(?:_[a-z]+)*)":/g),
  );
  const literal = namesIn(text, /(?:\[|return ?)\{type:"([a-z]+(?:_[a-z]+)*)"/g);
  return split([...lists, ...compared, ...made], [...rendered, ...literal]);
}

/** A line of a transcript has a time and an id; what is streamed to a program that uses the client has other members. */
function findSubtypes(text: string): Kinds {
  const all = matches(text, /type:"system",subtype:"([\w-]+)"/g);
  const isLine = ({ at }: Match) => /\b(?:timestamp|isMeta|level):/.test(around(text, at, 0, 400));
  return split(
    all.filter(isLine).map(({ name }) => name),
    [...all.map(({ name }) => name), ...namesIn(text, /\bsubtype===?"([\w-]+)"/g)],
  );
}

interface Match {
  readonly found: string;
  readonly name: string;
  readonly at: number;
}

function matches(text: string, pattern: RegExp): Match[] {
  return [...text.matchAll(pattern)].map((match) => ({
    found: match[0],
    name: match.slice(1).find((group) => group !== undefined) ?? '',
    at: match.index,
  }));
}

const namesIn = (text: string, pattern: RegExp) => matches(text, pattern).map(({ name }) => name);

const around = (text: string, at: number, before: number, after: number) =>
  text.slice(Math.max(0, at - before), at + after);

function split(known: readonly string[], perhaps: readonly string[]): Kinds {
  const certain = new Set(known);
  return {
    known: [...certain].sort(),
    perhaps: [...new Set(perhaps)].filter((name) => !certain.has(name)).sort(),
  };
}
