import { isSecretName } from '../../prepare/secrets.ts';

/** What stands in the place of a secret. */
export const masked = '[redacted]';

/** A private key, whole or as far as it stands there; in lines, or with their ends escaped. */
const privateKey =
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}-----|$)/g;

/** Keys and tokens that are known by how they begin, wherever they stand. */
const known =
  /(?<![A-Za-z0-9])(?:sk-|sk_(?:live|test)_|rk_(?:live|test)_|gh[oprsu]_|github_pat_|glpat-|xox[a-z]-|xapp-|A(?:KI|SI)A|npm_|pypi-|AIza|ya29\.|hf_|dop_v1_|shpat_|SG\.|dckr_pat_|eyJ)[\w.+/=-]{8,}/g;

/** `user:password@` in an address, and a user alone that is a token. */
const inAddress = /(\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s/:@"'`]{0,200}:)[^\s/@"'`]{1,500}(?=@)/gi;

/** `Authorization: Bearer …`, `-H 'X-Api-Key: …'`, `Cookie: …`: to the end of the line or of what is quoted. */
const header =
  /\b((?:proxy-)?authorization|x-[a-z0-9-]*(?:key|token|secret|auth)[a-z0-9-]*|(?:set-)?cookie|api-key)(["'\\]*\s*[:=]\s*["'\\]*)(?:(bearer|basic|token|digest)(\s+))?[^\s"'`\\][^\r\n"'`\\]*/gi;

/** `bearer …` without its header. */
const scheme = /\b(bearer|basic)(\s+)[A-Za-z0-9._~+/=-]{8,}/gi;

/** `curl -u me:password`. */
const userOption = /((?:^|\s)(?:-u|--user)[= ]+["']?[^\s:"']{1,100}:)[^\s"']+/g;

/** `NAME=value`, `export NAME="value"`, `"name": "value"`, `name: value`; not what only names another place, `$TOKEN`. */
const assigned =
  /(?<![A-Za-z0-9_.-])([A-Za-z0-9_.-]{2,100})(["'\\]*\s?(?::=|=>|[=:])\s?)(?:(\\?["'`])((?:(?!\3)[^\r\n]){1,4000})\3?|([^\s"'`,;&|()[\]{}\\<>$][^\s"'`,;&|()[\]{}\\]*))/g;

/** Words and numbers that are no secret, whatever they are given to. */
const plain =
  /^(?:true|false|null|none|undefined|yes|no|on|off|\d{1,7}|string|number|boolean|any|unknown|\.{3}|…|\*+|<[^>]*>|\$.*|process\.env.*|os\.environ.*)$/i;

/** A text for others to read, without what is or may be a secret. */
export function redactText(text: string): string {
  return text
    .replace(privateKey, masked)
    .replace(
      header,
      (_, name: string, sign: string, kind = '', blank = '') => `${name}${sign}${kind}${blank}${masked}`,
    )
    .replace(scheme, (_, kind: string, blank: string) => `${kind}${blank}${masked}`)
    .replace(inAddress, `$1${masked}`)
    .replace(userOption, `$1${masked}`)
    .replace(assigned, redactAssigned)
    .replace(known, masked);
}

function redactAssigned(
  whole: string,
  name: string,
  sign: string,
  quote: string | undefined,
  quoted: string | undefined,
  bare: string | undefined,
): string {
  const value = quoted ?? bare ?? '';
  if (!isSecretName(name) || plain.test(value) || value === masked || value.startsWith(masked)) return whole;
  // What a word of prose says after a colon is no value: `the key: press it`.
  if (bare !== undefined && /^\s*:\s$/.test(sign) && /^[a-z]+$/i.test(bare)) return whole;
  return quote === undefined ? `${name}${sign}${masked}` : `${name}${sign}${quote}${masked}${quote}`;
}
