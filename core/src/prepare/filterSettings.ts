import { hookOwners, removeHooks } from '../hooks/ownHooks.ts';
import { decodeAscii, type JsonToken, jsonTokens } from './jsonTokens.ts';
import { bypassMode } from './permissionMode.ts';
import { holdsToken, isDense, isHarmlessEnv, isSecretName, isSecretValue, isTelling } from './secrets.ts';

/** A copy of settings.json for the container, and the names of what is not in it. */
interface FilteredSettings {
  /** Absent when the text is empty or not strict JSON: then nothing can be told about what it holds. */
  copy?: string;
  leftOut: string[];
}

const HELPERS = new Set([
  'apiKeyHelper',
  'awsAuthRefresh',
  'awsCredentialExport',
  'gcpAuthRefresh',
  'otelHeadersHelper',
  'proxyAuthHelper',
]);

/**
 * The text of settings.json without what may hold a secret (see `secrets.ts`): programs that print credentials,
 * entries of `env`, members and rules of `permissions` and, for any other place, the whole top-level member,
 * since half of one (a hook without its command) could make Claude Code refuse the file.
 * Without the mode, too, with which Claude Code does not start as root. All other text is kept as it is. Names are given in the order of the file, values never.
 */
export function filterSettings(text: string): FilteredSettings {
  // Our hooks are the host's: inside their scripts are not there, and those of the guard would stop Claude Code.
  const { tokens, after, lines, badLine } = jsonTokens(hookOwners.reduce(removeHooks, text));
  if (tokens.length === 0 && badLine === undefined) return { leftOut: [] };
  const filter = new Filter(tokens);
  const broken = filter.run();
  if (broken !== undefined || badLine !== undefined || !filter.complete) {
    const line = broken ?? badLine ?? lines;
    return { leftOut: [`settings.json: not copied, it is not strict JSON (line ${line})`] };
  }
  return { copy: filter.text() + after, leftOut: filter.leftOut };
}

type Want = 'value' | 'element' | 'member' | 'key' | 'colon' | 'next' | 'end';

/** An open object or array and its current item. */
interface Level {
  open: '{' | '[';
  /** The key of the current item, as written and as read. */
  key: string;
  name: string;
  /** The first token of the current item. */
  start: number;
  cut: boolean;
  /** How many names were noted before the current item. */
  noted: number;
  count: number;
  /** An earlier item stays. */
  kept: boolean;
}

/** Reads the tokens once, keeping a stack, and marks those to drop; deep nesting costs no call depth. */
class Filter {
  leftOut: string[] = [];
  readonly #tokens: JsonToken[];
  readonly #dropped = new Set<number>();
  readonly #levels: Level[] = [];
  #want: Want = 'value';
  #at = 0;

  constructor(tokens: JsonToken[]) {
    this.#tokens = tokens;
  }

  get complete(): boolean {
    return this.#want === 'end';
  }

  /** @returns the line of the first token that cannot be there */
  run(): number | undefined {
    for (const [at, token] of this.#tokens.entries()) {
      this.#at = at;
      if (!this.#accept(token.text)) return token.line;
    }
    return undefined;
  }

  text(): string {
    return this.#tokens
      .filter((_, at) => !this.#dropped.has(at))
      .map(({ before, text }) => before + text)
      .join('');
  }

  #accept(text: string): boolean {
    const want = this.#want;
    const level = this.#levels.at(-1);
    if (text === ',') {
      this.#want = level?.open === '{' ? 'key' : 'value';
      return want === 'next';
    }
    if (text === ':') {
      this.#want = 'value';
      return want === 'colon';
    }
    if (text === '}') return level?.open === '{' && (want === 'next' || want === 'member') && this.#close();
    if (text === ']') return level?.open === '[' && (want === 'next' || want === 'element') && this.#close();
    if (want === 'key' || want === 'member') return level !== undefined && this.#onKey(level, text);
    if (want !== 'value' && want !== 'element') return false;
    if (level?.open === '[') this.#beginItem(level);
    return text === '{' || text === '[' ? this.#onOpen(text) : this.#onScalar(text);
  }

  #onKey(level: Level, text: string): boolean {
    if (!text.startsWith('"')) return false;
    this.#beginItem(level);
    level.key = text;
    level.name = decodeAscii(text);
    if (this.#levels.length === 1 && HELPERS.has(level.name)) level.cut = true;
    if (isTelling(level.name)) this.#cutHere();
    this.#want = 'colon';
    return true;
  }

  #onOpen(open: '{' | '['): boolean {
    const [top] = this.#levels;
    if (top === undefined && open !== '{') return false;
    if (top && this.#levels.length === 1 && top.name === 'env' && open === '[') top.cut = true;
    if (this.#isEnvEntry() || isSecretName(this.#levels.at(-1)?.name ?? '')) this.#cutHere();
    this.#levels.push({
      open,
      key: '',
      name: '',
      start: 0,
      cut: false,
      noted: 0,
      count: 0,
      kept: false,
    });
    this.#want = open === '{' ? 'member' : 'element';
    return true;
  }

  #onScalar(text: string): boolean {
    const level = this.#levels.at(-1);
    if (level === undefined) return false;
    const isText = text.startsWith('"');
    const value = isText ? decodeAscii(text) : text;
    if (this.#levels.length === 1 && level.name === 'env') level.cut = true;
    const isSecret = this.#isEnvEntry()
      ? !isHarmlessEnv(level.name, value)
      : isSecretValue(level.name, value, isText);
    if (isSecret || this.#isRefusedMode(value) || (isText && this.#isSecretText(value))) this.#cutHere();
    this.#endValue();
    return true;
  }

  #isRefusedMode(value: string): boolean {
    const [top, second] = this.#levels;
    const isMode = top?.name === 'permissions' && second?.name === 'defaultMode';
    return isMode && this.#levels.length === 2 && value === bypassMode;
  }

  /** What a rule denies stays denied: it is cut for a token in it, and not for a mere likeness. */
  #isSecretText(value: string): boolean {
    const isRestriction = this.#unit() === 3 && this.#levels[1]?.name === 'deny';
    if (isRestriction) return holdsToken(value);
    return isTelling(value) || (isDense(value) && !this.#isModel());
  }

  /** True below the name of a list of models, whose own names may look generated. */
  #isModel(): boolean {
    return this.#levels.some(({ name }) => /MODEL/i.test(name));
  }

  #close(): boolean {
    this.#levels.pop();
    this.#endValue();
    return true;
  }

  #beginItem(level: Level): void {
    level.start = this.#at;
    level.cut = false;
    level.noted = this.leftOut.length;
    level.count++;
  }

  #endValue(): void {
    const level = this.#levels.at(-1);
    this.#want = level ? 'next' : 'end';
    if (level === undefined || this.#unit() !== this.#levels.length) return;
    if (level.cut) {
      this.leftOut.length = level.noted;
      this.leftOut.push(this.#label());
      for (let at = level.start; at <= this.#at; at++) this.#dropped.add(at);
    }
    // The comma before a cut item goes; and that before the first that stays.
    const comma = this.#tokens[level.start - 1]?.text === ',';
    if (comma && (level.cut || !level.kept)) this.#dropped.add(level.start - 1);
    level.kept ||= !level.cut;
  }

  #cutHere(): void {
    const level = this.#levels[this.#unit() - 1];
    if (level) level.cut = true;
  }

  /** The depth at which to cut: a member of the file (1), one of `env` or `permissions` (2), a rule in a list of the latter (3). */
  #unit(): 1 | 2 | 3 {
    const [top, second, third] = this.#levels;
    if (top?.name === 'env' && second?.open === '{') return 2;
    if (top?.name !== 'permissions' || second?.open !== '{') return 1;
    if (third === undefined) return 2;
    return third.open === '[' ? 3 : 1;
  }

  #isEnvEntry(): boolean {
    return this.#levels.length === 2 && this.#levels[0]?.name === 'env' && this.#unit() === 2;
  }

  #label(): string {
    const [top, second, third] = this.#levels;
    if (second === undefined) return shown(top?.key);
    if (third === undefined) return `${top?.name ?? ''}.${shown(second.key)}`;
    return `permissions.${shown(second.key)}[${third.count - 1}]`;
  }
}

function shown(key = ''): string {
  return isTelling(decodeAscii(key)) ? '(name withheld)' : key.slice(1, -1);
}
