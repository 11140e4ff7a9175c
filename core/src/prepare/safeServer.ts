import { toObject } from '../toObject.ts';
import { filterSettings } from './filterSettings.ts';
import { holdsToken, isDense, isKnownEnv, isPlain, isSecretName } from './secrets.ts';

const members = new Set(['type', 'command', 'args', 'env', 'url', 'headers']);
const types = new Set(['stdio', 'http', 'sse', 'streamable-http', 'ws']);

/**
 * Whether an MCP server may be passed on: all that it is made of has a shape that is known to hold no secret. Where a secret may
 * stand it looks like any word (`-p hunter2`, a letter or twenty in a URL), so what is not known stays on the host, and with it
 * the server: half of one is none.
 * @param value a member of `mcpServers` in `.claude.json`
 */
export function isSafeServer(value: unknown): boolean {
  const server = toObject(value);
  const { type = 'stdio', command, args = [], env = {}, headers = {}, url } = server;
  return (
    Object.keys(server).length > 0 &&
    Object.keys(server).every((name) => members.has(name)) &&
    // What is a secret by itself, whatever its place.
    filterSettings(JSON.stringify({ server })).leftOut.length === 0 &&
    types.has(type as string) &&
    (command === undefined || (typeof command === 'string' && isProgram(command))) &&
    (url === undefined || (typeof url === 'string' && isPlainUrl(url))) &&
    Array.isArray(args) &&
    areSafeArguments(args) &&
    isObject(env) &&
    Object.entries(toObject(env)).every(([name, text]) => isSafeVariable(name, text)) &&
    isObject(headers) &&
    Object.keys(toObject(headers)).length === 0
  );
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Of a name that is known as a whole, or with a value that is a switch or a small number. */
function isSafeVariable(name: string, value: unknown): boolean {
  return typeof value === 'string' && !isSecretName(name) && (isPlain(value) || isKnownEnv(name));
}

/** An option alone; what follows it may be its value. */
const option = /^(?:-[A-Za-z]{1,2}|--(?:[a-z][a-z\d]*(?:-[a-z\d]+)*)?)$/;
/** One for a secret or a header, beside those whose name says so. */
const tellingOption = /^--?(?:H|headers?|pats?|pins?|pws?|u|users?|login)$/;

/** What follows an option: nothing, the name of a package or module, a value, the name of a variable. Of others it is not known. */
const optionKinds = {
  none: new Set('-- -y --yes -q --quiet -i -t -it --rm --init --stdio --offline --bun'.split(' ')),
  name: new Set('-m --module --package --from --with'.split(' ')),
  value: new Set(
    '--directory --project --cwd --prefix --python -v --volume --network --transport'.split(' '),
  ),
  variable: new Set(['-e', '--env']),
};
/** Programs that run another one, which is named after these. */
const runnerWords = new Set(['run', 'exec', 'dlx', 'tool', 'x']);
const words = new Set(
  'serve server mcp start stdio sse http streamable-http debug info warn error json text latest readonly read-only headless chrome chromium firefox webkit msedge host none . ..'.split(
    ' ',
  ),
);

const version = '(?:@(?:latest|next|beta|[~^]?\\d[\\d.]{0,15}))?';
const packageName = new RegExp(`^[a-z\\d][a-z\\d._-]{0,60}${version}$`);
const scopedName = new RegExp(`^@[a-z\\d][a-z\\d._-]{0,40}/[a-z\\d][a-z\\d._-]{0,60}${version}$`);
const variableName = /^[A-Z][A-Z\d_]{0,60}$/;
const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;

/**
 * Whether each argument has a known shape at its place. A bare word has one only as the name of what is run, before anything else is
 * named, and after an option that takes a name.
 */
function areSafeArguments(args: readonly unknown[]): boolean {
  let isNamed = false;
  let follows: keyof typeof optionKinds | 'unknown' = 'none';
  for (const arg of args) {
    if (typeof arg !== 'string' || uuid.test(arg)) return false;
    const [name, value] = arg.startsWith('-') ? splitAt(arg, '=') : [''];
    if (option.test(name)) {
      if (isSecretName(name) || tellingOption.test(name)) return false;
      if (value !== undefined && !isSafeValue(value)) return false;
      follows = value === undefined ? kindOf(name) : 'none';
      isNamed ||= /^(?:-m|--module)$/.test(name);
      continue;
    }
    const isBare = !isSafeValue(arg);
    const mayBeNamed = follows === 'name' || (follows === 'none' && !isNamed);
    if (follows === 'variable' ? !variableName.test(arg) : isBare && !(mayBeNamed && isPackage(arg)))
      return false;
    if (follows === 'unknown' || (follows === 'none' && !runnerWords.has(arg))) isNamed = true;
    follows = 'none';
  }
  return true;
}

function kindOf(name: string): keyof typeof optionKinds | 'unknown' {
  const kinds = Object.keys(optionKinds) as (keyof typeof optionKinds)[];
  return kinds.find((kind) => optionKinds[kind].has(name)) ?? 'unknown';
}

function isPackage(text: string): boolean {
  return packageName.test(text) && isPlainPart(text);
}

function splitAt(text: string, sign: string): [string, string?] {
  const at = text.indexOf(sign);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function isSafeValue(text: string): boolean {
  return isPlain(text) || words.has(text) || isScoped(text) || isPath(text) || isPlainUrl(text);
}

function isScoped(text: string): boolean {
  return scopedName.test(text) && text.split('/').every(isPlainPart);
}

/** A path, absolute or from a folder on, or a file by its ending: none of its parts could be a key. */
function isPath(text: string): boolean {
  const isOne =
    /^(?:~|\.{1,2}|[A-Za-z]:|\$\{?(?:HOME|PWD)\}?)?[\\/][\w .@+\\/:-]*$/.test(text) ||
    /^[a-z\d][a-z\d._-]*(?:\/[a-z\d][a-z\d._-]*)+(?::[a-z\d._-]{1,20})?$/.test(text) ||
    /^[\w-]+\.(?:[cm]?[jt]s|py|sh|rb|jar|json|ya?ml|toml)$/.test(text);
  return isOne && text.split(/[\\/:]/).every(isPlainPart);
}

/** A program by its name or path. */
function isProgram(text: string): boolean {
  return isPath(text) || (/^[A-Za-z][\w.+-]{0,40}$/.test(text) && isPlainPart(text));
}

/** What the path of a server's address is made of. */
const urlPart =
  /^(?:mcp|sse|api|http|https|stream|streamable|messages?|rpc|servers?|public|docs?|v\d{1,2})?$/;

/** Without a user, a query, or a part of its path that could be a key: only words that addresses of servers are made of. */
function isPlainUrl(text: string): boolean {
  const [, host, path] = /^(?:https?|wss?):\/\/([a-z\d.-]+)(?::\d+)?((?:\/[\w.-]*)*)$/i.exec(text) ?? [];
  const parts = host === undefined ? ['?'] : (path ?? '').split('/');
  return parts.every((part) => urlPart.test(part)) && (host ?? '').split('.').every(isPlainPart);
}

function isPlainPart(part: string): boolean {
  return !holdsToken(part) && !isDense(part.replace(/[-_.]/g, ''));
}
