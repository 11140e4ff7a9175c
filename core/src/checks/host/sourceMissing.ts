import { impliedFiles } from '../../approval/impliedFiles.ts';
import { commandWords, isScript } from '../../approval/namedFiles.ts';
import { advice } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';
import { found } from '../../findings/editAction.ts';
import type { ConfigurationFacts } from '../../findings/facts.ts';
import { readDocument } from '../../findings/readDocument.ts';
import { isPrepareCommand } from '../../share/initializeCommand.ts';
import { toObject } from '../../toObject.ts';
import { claudeMounts } from '../configuration/claudeMounts.ts';
import { type MountSource, sourcesOf } from './mountSources.ts';

export const sourceMissing = defineCheck({
  code: 'source-missing',
  place: 'host',
  severity: 'error',
  title: 'A mount’s source is missing',
  why: 'A bind mount needs its source: without it the container does not start. With `-v`, and under Docker Compose, the engine makes a folder in its place that belongs to root.',
  remedy: 'Make the folder, or take the mount out. An `initializeCommand` can make it on every host.',
  needs: ['configuration', 'host'],
  find({ configuration, host }) {
    const ofClaude = claudeMounts(configuration, host).map(({ site }) => site.index);
    return sourcesOf(configuration, host)
      .filter(({ source, own }) => source.kind === 'missing' && !own)
      .filter(({ source }) => !isMadeBefore(source.path, configuration))
      .map((missing) =>
        finding(missing, configuration, missing.site !== undefined && ofClaude.includes(missing.site.index)),
      );
  },
});

/** @param ofClaude it is Claude's own state: nobody is advised to make what should not be mounted */
function finding({ source, shown, site }: MountSource, configuration: ConfigurationFacts, ofClaude: boolean) {
  const made = configuration.configured?.usesCompose || isShortForm(site?.text ?? '');
  return found({
    severity: made ? 'warning' : 'error',
    message: made
      ? 'The source of a mount is missing on this host: the engine makes a folder there that belongs to root.'
      : 'The source of a mount is missing on this host: the container will not start.',
    evidence: [`${source.link ? 'leads nowhere' : 'missing'}: ${shown}`, ...(site ? [site.text] : [])],
    fix: ofClaude
      ? advice`Take the mount out of devcontainer.json.`
      : advice`Make ${shown}, or take the mount out of devcontainer.json.`,
    range: site?.range,
  });
}

/** As `-v` has it; `--mount` names its fields. */
function isShortForm(text: string): boolean {
  return !/(^|,)\s*(source|src|target|destination|dst)=/i.test(text) && !text.startsWith('{');
}

/**
 * True when a command that runs on the host before the container is made may make the path: it names it, or runs a
 * script, of which nothing is known here.
 */
function isMadeBefore(path: string, configuration: ConfigurationFacts): boolean {
  const { initializeCommand } = readDocument(configuration).value;
  const several = Object.values(toObject(initializeCommand));
  const commands = several.length > 0 ? several : [initializeCommand];
  const name = path.split(/[\\/]/).filter(Boolean).at(-1);
  return (
    name !== undefined &&
    commands.some(
      (command) =>
        !isPrepareCommand(command) && ((JSON.stringify(command) ?? '').includes(name) || runsScript(command)),
    )
  );
}

/** A file, or what a program reads by itself, like a Makefile. */
function runsScript(command: unknown): boolean {
  const words = commandWords(command);
  return words.some((word) => isScript(word) || /^\.{0,2}\/./.test(word)) || impliedFiles(words).length > 0;
}
