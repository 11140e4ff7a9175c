import { toObject } from '../toObject.ts';
import { isSecretValue, isTelling } from './secrets.ts';

/** What the host's list of plugin marketplaces says that matters to a container: names only. */
export interface Marketplaces {
  /** Folders or files of the host, whose plugins do not load in a container. */
  readonly local: readonly string[];
  /** With what may be a login, in their addresses or headers. */
  readonly withLogin: readonly string[];
}

/** Reads `known_marketplaces.json`; what is malformed counts as none. */
export function readMarketplaces(text: string): Marketplaces {
  const sources = Object.entries(parse(text)).map(
    ([name, entry]) => [name, toObject(toObject(entry).source)] as const,
  );
  const namesOf = (is: (source: Record<string, unknown>) => boolean) =>
    sources.filter(([, source]) => is(source)).map(([name]) => name);
  return {
    local: namesOf(({ source }) => source === 'directory' || source === 'file'),
    withLogin: namesOf(
      ({ headers, ...rest }) =>
        Object.keys(toObject(headers)).length > 0 ||
        Object.entries(rest).some(([name, value]) => typeof value === 'string' && isLogin(name, value)),
    ),
  };
}

/** True for the configuration of a git repository that holds what may be a login, such as an address with a password. */
export function gitConfigHoldsLogin(text: string): boolean {
  return text.split(/\r?\n/).some((line) => {
    const [, name = '', value = ''] = /^\s*([A-Za-z0-9-]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    const section = /^\s*\[[^"]*"(.*)"\s*\]/.exec(line)?.[1];
    return isLogin(name, value) || (section !== undefined && isLogin('', section));
  });
}

/** The user of an SSH address is no secret; that of another may be a token. */
function isLogin(name: string, value: string): boolean {
  const text = value.replace(/\bssh:\/\/[^\s/:@]+@/g, 'ssh://');
  return isSecretValue(name, text, true) || isTelling(text) || /:\/\/[^\s/@]+@/.test(text);
}

function parse(text: string): Record<string, unknown> {
  try {
    return toObject(JSON.parse(text.replace(/^\uFEFF/, '')));
  } catch {
    return {};
  }
}
