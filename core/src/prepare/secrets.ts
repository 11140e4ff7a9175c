/**
 * What looks like a secret. Only ASCII counts, so text may be given as characters or as bytes (latin1);
 * white space other than blanks is not expected (see `decodeAscii`).
 */

const SECRET_WORDS =
  'KEY|TOKEN|SECRET|PASS|PWD|CREDENTIAL|AUTH|COOKIE|BEARER|PRIVATE|SESSION|CONNECTION_?STRING|DSN|JWT|_HEADERS';
/** Words that hold one of the above but are about no secret. */
const HARMLESS_WORDS = 'BYPASS|AUTHORED|--AUTHOR=|SESSIONSTART|SESSIONEND';
const KNOWN_PREFIX =
  /^(?:sk-|ghp_|gho_|ghs_|ghu_|github_pat_|glpat-|xox|AKIA|ASIA|eyJ|npm_|pypi-|AIza|ya29[.])/;
/** A private key, and `me:pw@host` in a URL or without. */
const HELD = '-----BEGIN|:[^ ]*@';
/** Headers, `curl -u me:pw`; then `NAME=value` and `"name": value`, but for a reference: `NAME=$OTHER`, `NAME="$(…)"`. */
const CREDENTIALS = 'AUTHORIZATION|(BEARER|BASIC) +[^ ]|(^|[^A-Z0-9_-])(-U|--USER)[= ]*[^ ]+:[^ ]';
const ASSIGNED = `(${SECRET_WORDS})[A-Z0-9_-]*["'\\\\ ]*[=:]["'\\\\ ]*[^"'\\\\ $\`]`;
/** Names of models and of MCP tools may be long and hold digits. */
const LONG_NAME = /^(?:mcp__|(?:(?:us|eu|apac|global)[.])?(?:anthropic[.])?claude-)[^ ]*$/;

const KNOWN_ENV =
  'EDITOR|VISUAL|PAGER|LANG|LANGUAGE|TZ|TERM|COLORTERM|NO_COLOR|FORCE_COLOR|NODE_ENV|LOG_LEVEL|NO_PROXY|no_proxy|HTTP_PROXY|HTTPS_PROXY|http_proxy|https_proxy|AWS_REGION|AWS_DEFAULT_REGION|CLOUD_ML_REGION|MCP_TIMEOUT|USE_BUILTIN_RIPGREP';
const KNOWN_ENV_PREFIX = 'CLAUDE_CODE_|ANTHROPIC_|DISABLE_|ENABLE_|MAX_|BASH_|MCP_|LC_|OTEL_|VERTEX_REGION_';

const secretWords = new RegExp(SECRET_WORDS, 'i');
const harmlessWords = new RegExp(HARMLESS_WORDS, 'gi');
const held = new RegExp(HELD);
const telling = new RegExp(`${CREDENTIALS}|${ASSIGNED}`, 'i');
const knownName = new RegExp(`^(${KNOWN_ENV})$`);
const knownStart = new RegExp(`^(${KNOWN_ENV_PREFIX})`);

/** A name that says its value is a secret. */
export function isSecretName(name: string): boolean {
  return secretWords.test(withoutHarmless(name));
}

/** Text that is, or holds, a token of a known kind, a private key or a user's password in an address. */
export function holdsToken(text: string): boolean {
  if (KNOWN_PREFIX.test(text) || held.test(text)) return true;
  return runs(text, /[A-Za-z0-9._-]+/g).some((run) => {
    const word = run.replace(/^[._-]+/, '');
    return word.length >= 20 && KNOWN_PREFIX.test(word) && /[A-Z0-9]/.test(word);
  });
}

/** Text that holds a token, a header or an assignment with a secret. */
export function isTelling(text: string): boolean {
  // The end of a rule of permissions, `Bash(ssh-keygen:*)`, assigns nothing.
  return holdsToken(text) || telling.test(withoutHarmless(text.replace(/:[*][)]$/, ')')));
}

/** Text with a run of 16 characters or more that mixes letters and digits, as generated secrets do. */
export function isDense(text: string): boolean {
  if (LONG_NAME.test(text)) return false;
  return runs(text, /[A-Za-z0-9+=]+/g).some(
    (word) => word.length >= 16 && /[A-Za-z]/.test(word) && /[0-9]/.test(word),
  );
}

/** True when an environment variable of this name and value may be shared. An unknown name may not. */
export function isHarmlessEnv(name: string, value: string): boolean {
  if (isSecretName(name)) return isTokenCount(name, value);
  return isPlain(value) || isKnownEnv(name) || knownStart.test(name);
}

/** A variable that is known as a whole, and not by how its name begins. */
export function isKnownEnv(name: string): boolean {
  return knownName.test(name);
}

/** True when a scalar has to go because of its name. */
export function isSecretValue(name: string, value: string, isText: boolean): boolean {
  return isSecretName(name) && (isText ? !isTokenCount(name, value) : value.length > 7);
}

function isTokenCount(name: string, value: string): boolean {
  return /TOKENS$/i.test(name) && isPlain(value);
}

/** A switch, or a number of at most 7 characters. */
export function isPlain(value: string): boolean {
  return value.length <= 7 && /^(?:true|false|yes|no|on|off|-?[0-9]+([.][0-9]+)?)$/i.test(value);
}

function withoutHarmless(text: string): string {
  return text.replace(harmlessWords, '-');
}

function runs(text: string, pattern: RegExp): string[] {
  return text.match(pattern) ?? [];
}
