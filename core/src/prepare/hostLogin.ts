import { toObject } from '../toObject.ts';

/** The file in which Claude Code keeps its login. */
export const credentialsName = '.credentials.json';

/** What of a login is handed over beside the token: Claude Code takes one without `scopes` for none. Measured with 2.1.197, 2.1.329 and 2.1.332. */
const kept = ['expiresAt', 'scopes', 'subscriptionType', 'rateLimitTier'] as const;

/**
 * The login of a host, as containers get it: the access token, which holds for some hours, without the refresh token and whatever else
 * stands in the file (the logins of MCP servers).
 *
 * A client in a container that cannot write its login renews none, even where it has a refresh token (it cannot make the lock), and
 * takes a new access token as soon as the old one is refused: so the host alone renews, and is never logged out.
 * @param text of the host's file
 * @returns undefined where nobody is logged in
 */
export function accessLogin(text: string): string | undefined {
  const login = toObject(toObject(tryParse(text)).claudeAiOauth);
  const { accessToken } = login;
  if (typeof accessToken !== 'string' || accessToken === '') return undefined;
  const parts = kept.flatMap((name) => (isPlain(login[name]) ? [[name, login[name]] as const] : []));
  return `${JSON.stringify({ claudeAiOauth: { accessToken, ...Object.fromEntries(parts) } })}\n`;
}

/** No object, in which anything could stand. */
function isPlain(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((each) => typeof each === 'string');
  return typeof value === 'string' || typeof value === 'number';
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
