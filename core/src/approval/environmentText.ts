import { isDense, isHarmlessEnv, isTelling } from '../prepare/secrets.ts';

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
  const isPath =
    /^(\.{0,2}|~|[A-Za-z]:)[\\/][\w.\\/ -]*$/.test(plain) || /^[\w.-]+\.ya?ml(:[\w.-]+\.ya?ml)*$/.test(plain);
  return isPath && !isTelling(`${name}=${plain}`) && !isDense(plain);
}
