import { personalFolder } from '../devcontainer/find.ts';
import type { Mode, ShareOptions } from '../share/options.ts';
import { advice, type OurCommand, ourCommand } from './advice.ts';
import type { ConfigurationFacts } from './facts.ts';

/** The command that writes the configured mode again, with the options that are configured. */
export function modeCommand({
  configured,
  file,
}: Pick<ConfigurationFacts, 'configured' | 'file'>): OurCommand {
  return commandFor(configured, file);
}

/** The command that writes a mode with its options. @param file the devcontainer.json, as shown */
export function commandFor(
  wanted: { mode: Mode; options: ShareOptions } | undefined,
  file: string,
): OurCommand {
  const personal = file.split(/[\\/]/).at(-2) === personalFolder ? ['--personal'] : [];
  if (wanted?.mode !== 'share') return ourCommand('isolate', ...personal);
  return ourCommand('share', ...personal, ...shareWords(wanted.options));
}

/** The words of `share` that state its options; those that are usual are left out. */
export function shareWords({ profile, memory, tasks, allProjects, credentials }: ShareOptions): string[] {
  return [
    ...(profile ? [] : ['--no-profile']),
    ...(memory === 'rw' ? ['--memory', 'rw'] : []),
    ...(tasks ? ['--tasks'] : []),
    ...(allProjects ? ['--all-projects'] : []),
    ...(credentials === 'token' ? ['--credentials', 'token'] : []),
  ];
}

/** Advice that replaces a container by one of today's configuration. */
export const rebuild = advice`rebuild the container (${ourCommand('doctor', '--recreate')}, or "Rebuild Container" in VS Code)`;

/** A path as one word of a shell command. */
export function shellWord(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
