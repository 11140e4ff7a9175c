import { advice } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';
import { rangeAt, readDocument } from '../../findings/readDocument.ts';
import { rebuild } from '../../findings/words.ts';
import { readOptions } from '../../mounts/configuredMounts.ts';
import { toldInside } from '../inside/toldInside.ts';

/** What comes of it: Claude's folder was made for the user of the image. */
const follows = [
  'config-dir-missing',
  'config-dir-not-owned',
  'config-dir-not-writable',
  'ownership-left-alone',
  'project-not-writable',
  'no-folder-recorded',
  'sessions-not-linked',
];
const told = /^(config-dir-(missing|not-owned|not-writable)|project-not-writable|(bridge|heal)-)/;

export const userInRunArgs = defineCheck({
  code: 'user-in-run-args',
  place: 'configuration',
  severity: 'error',
  title: 'User is set in runArgs',
  why: 'Features are installed for the user that `remoteUser` or `containerUser` names, else for the image’s. A user in `runArgs` is known to the engine alone: Claude Code then runs as somebody to whom its folder does not belong, answers as usual and saves nothing.',
  remedy:
    'Name the user as `remoteUser` (and as `containerUser`, if the container has to start as that user) instead of in `runArgs`, then rebuild the container.',
  explains: follows,
  needs: ['configuration', 'container', 'inside'],
  find({ configuration, container: { container, remoteUser }, inside }) {
    const { document, value } = readDocument(configuration);
    if ('dockerComposeFile' in value || value.remoteUser || value.containerUser) return [];
    const given = readOptions(value.runArgs, { long: 'user', short: 'u' }).at(-1);
    // Where the image names a remote user, that is the one.
    if (!given || remoteUser !== container.user) return [];
    if (toldInside(inside, (code) => (told.test(code) ? 'error' : undefined)).length === 0) return [];
    const range = rangeAt(document, ['runArgs', given.index]);
    return [
      {
        severity: 'error',
        message: `runArgs starts the container as the user ${given.value}, for whom Claude’s folder was not made.`,
        evidence: [`runArgs: user ${given.value}`],
        fix: advice`Name that user as "remoteUser" (and as "containerUser", if the container has to start as that user) instead of in runArgs, then ${rebuild}.`,
        ...(range && { range }),
      },
    ];
  },
});
