import { isSecretName } from '../prepare/secrets.ts';

/** `password=…` of a mount or a command line, `"token": "…"` of JSON; not what only names another place, `$TOKEN`. */
const assigned =
  /(?<![A-Za-z0-9_-])([A-Za-z0-9_-]+)(=["'\\]*|\\*["']\s*:\s*\\*["'])([^\s"'`,;&\\$][^\s"'`,;&\\]*)/g;

/** Keys and tokens that are known by how they begin, wherever they stand. */
const known = /\b(sk-|gh[oprsu]_|github_pat_|glpat-|npm_|AKIA|AIza|xox[a-z]-|eyJ)[\w.-]{12,}/g;

/** A text for others to read: what is given to a name that says that it is a secret, or looks like a key, is `…`. */
export function hideAssigned(text: string): string {
  return text
    .replace(assigned, (whole, name: string, sign: string) =>
      isSecretName(name) ? `${name}${sign}…` : whole,
    )
    .replace(known, '$1…');
}
