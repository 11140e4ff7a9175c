import { advice } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';
import { rebuild } from '../../findings/words.ts';

/** How Docker, runc, crun and Podman say it. */
const noSuchUser =
  /unable to find user|no matching entries in passwd|unknown user|no such user|no users found/i;

export const remoteUserMissing = defineCheck({
  code: 'remote-user-missing',
  place: 'container',
  severity: 'error',
  title: 'Remote user does not exist',
  why: '`remoteUser` in devcontainer.json names a user that the image does not have. The Dev Containers tools cannot run anything in such a container, and stop while they set it up.',
  remedy:
    'Set `remoteUser` to a user that the image has, or have one made (the Feature `common-utils` does), then rebuild the container.',
  needs: ['container'],
  find({ container: { container, remoteUser, refused } }) {
    if (refused === undefined || !noSuchUser.test(refused)) return [];
    return [
      {
        severity: 'error',
        message: `The container ${container.name} has no user ${remoteUser}, but everything in it is configured to run as that user.`,
        evidence: [refused.slice(0, 1000)],
        fix: advice`Set "remoteUser" in devcontainer.json to a user that the image has, or have one made (the Feature common-utils does), then ${rebuild}.`,
      },
    ];
  },
});
