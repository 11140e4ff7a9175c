/** A mount as an engine's `--mount` takes it, which reads a line of CSV. @param fields such as `type=bind` */
export function mountWords(fields: readonly string[]): string[] {
  const quoted = fields.map((field) => (/[",]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field));
  return ['--mount', quoted.join(',')];
}
