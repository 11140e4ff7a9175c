import type { Mode, ShareOptions } from '../share/options.ts';
import { advice, type OurCommand, ourCommand } from './advice.ts';
import type { ConfigurationFacts } from './facts.ts';

/** The command that writes the configured mode again, with the options that are configured. */
export function modeCommand({ configured }: Pick<ConfigurationFacts, 'configured'>): OurCommand {
  return commandFor(configured);
}

/** The command that writes a mode with its options. */
export function commandFor(wanted: { mode: Mode; options: ShareOptions } | undefined): OurCommand {
  return wanted?.mode === 'share'
    ? ourCommand('share', ...shareWords(wanted.options))
    : ourCommand('isolate');
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
