/** The folder of a new personal configuration, below `.devcontainer`. What is in it tells whose it is, not this name. */
export const personalFolder = 'claude-sessions-personal';

/** The folder of those that earlier versions made, without the comment. */
export const formerPersonalFolder = 'claude';

const mark = '// Claude Sessions: personal configuration.';

/** Puts the comment in front that tells a personal configuration from any other. @param text of devcontainer.json, without byte order mark */
export function markPersonal(text: string): string {
  const end = /\r?\n/.exec(text)?.[0] ?? '\n';
  return `${mark} \`claude-sessions share --personal\` makes it again from the team's; edits here are lost.${end}${text}`;
}

/** True when the text begins with that comment. */
export function isMarkedPersonal(source: string): boolean {
  return source.replace(/^\uFEFF/, '').startsWith(mark);
}
