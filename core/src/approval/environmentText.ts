import { isDense, isHarmlessEnv, isSecretName, isTelling } from '../prepare/secrets.ts';

/**
 * A file of variables (`NAME=value` lines) as it may be shown and recorded: values only where they are known to be
 * harmless or are a path. Comments are left out.
 */
export function environmentText(text: string): string {
  return text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '' && !line.trimStart().startsWith('#'))
    .map((line) => {
      const [, name = '', value = ''] = /^\s*(?:export\s+)?([^=\s]*)\s*=?(.*)$/s.exec(line) ?? [];
      return `${name}=${isShown(name, value) ? value : '…'}`;
    })
    .join('\n');
}

function isShown(name: string, value: string): boolean {
  const plain = value.trim().replace(/^(["'])(.*)\1$/s, '$2');
  if (plain === '' || isHarmlessEnv(name, plain)) return true;
  const isPath = paths.test(withoutReferences(plain)) || composeFiles.test(plain);
  if (isSecretName(name) && /\$[^{]/.test(plain)) return false;
  return isPath && !isTelling(`${name}=${plain}`) && !isDense(plain);
}

const paths = /^((\.{0,2}|~|[A-Za-z]:)[\\/][\w.\\/ -]*(:|$))+$/;
const composeFiles = /^[\w.-]+\.ya?ml(:[\w.-]+\.ya?ml)*$/;

/**
 * References to variables, as parts of a path: `${NAME}`, `${NAME:-a path}`, `$NAME`. Some secrets begin with `$` too: what has
 * small letters is a reference only with a path behind it.
 */
function withoutReferences(text: string): string {
  return text
    .replace(/\$\{\w+(?::?[-+?]([\w.\\/~ -]*))?\}/g, '/$1')
    .replace(/\$[A-Z_][A-Z0-9_]*(?!\w)|\$\w+(?=[\\/])/g, '/');
}
