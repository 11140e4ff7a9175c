/** The devcontainer.json that a command is called for: its path, a URI, or what has a project. */
export function configFileOf(argument: unknown): string | undefined {
  if (typeof argument === 'string') return argument;
  if (typeof argument !== 'object' || argument === null) return undefined;
  if ('configFile' in argument) return configFileOf(argument.configFile);
  if ('project' in argument) return configFileOf(argument.project);
  if ('about' in argument) return configFileOf(argument.about);
  return 'fsPath' in argument ? configFileOf(argument.fsPath) : undefined;
}
