import { defaultShareOptions, type Mode, type ShareOptions } from '../share/options.ts';
import { advice, type OurCommand, ourCommand } from './advice.ts';
import type { ConfigurationFacts } from './facts.ts';

/** The command that writes the configured mode again, with the options that are configured. */
export function modeCommand({ configured }: Pick<ConfigurationFacts, 'configured'>): OurCommand {
  return commandFor(configured);
}

/**
 * The command that writes a mode with its options.
 * @param instead what it is to take the place of: a shared login stays until another is named, and review until `--live` is
 */
export function commandFor(
  wanted: { mode: Mode; options: ShareOptions } = { mode: 'isolate', options: defaultShareOptions },
  instead?: { options: Pick<ShareOptions, 'login' | 'review'> },
): OurCommand {
  const { mode, options } = wanted;
  const ends = instead?.options.login === 'shared' && options.login === defaultShareOptions.login;
  const turnsLive = mode === 'share' && instead?.options.review === true && !options.review;
  const words = [
    ...modeWords(mode, options),
    ...(turnsLive ? ['--live'] : []),
    ...(ends ? ['--login', options.login] : []),
  ];
  return ourCommand(mode === 'share' ? 'share' : 'isolate', ...words);
}

/** The words of `share` or `isolate` that state the options; those that are usual are left out. */
export function modeWords(mode: Mode, options: ShareOptions): string[] {
  const words = mode === 'share' ? shareWords(options) : [];
  return [
    ...words,
    ...(options.samePath ? ['--same-path'] : []),
    ...(options.home ? ['--home'] : []),
    ...otelWords(options),
    ...loginWords(options),
  ];
}

function shareWords({ profile, memory, tasks, allProjects, review, plugins }: ShareOptions): string[] {
  return [
    ...(profile ? [] : ['--no-profile']),
    ...(memory === 'rw' ? ['--memory', 'rw'] : []),
    ...(tasks ? ['--tasks'] : []),
    ...(allProjects ? ['--all-projects'] : []),
    ...(review ? ['--review'] : []),
    ...(plugins ? ['--plugins'] : []),
  ];
}

function otelWords({ otel }: Pick<ShareOptions, 'otel'>): string[] {
  return otel === 'off' ? [] : otel === 'host' ? ['--otel'] : ['--otel-endpoint', otel];
}

function loginWords({ login }: Pick<ShareOptions, 'login'>): string[] {
  return login === defaultShareOptions.login ? [] : ['--login', login];
}

/** Advice that replaces a container by one of today's configuration. */
export const rebuild = advice`rebuild the container (${ourCommand('doctor', '--recreate')}, or "Rebuild Container" in VS Code)`;
