import { advice } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';
import { rebuild } from '../../findings/words.ts';
import { toldInside } from './toldInside.ts';

export const usersMapped = defineCheck({
  code: 'users-mapped',
  place: 'inside',
  severity: 'error',
  title: 'Engine maps user ids',
  why: 'A rootless engine, or one with `userns-remap`, gives users other numbers inside: your own files are root’s there, or nobody’s. The remote user cannot write this project’s conversations, and to change their owner on the host would take them from you.',
  remedy:
    'Where your files are root’s inside, set `remoteUser` to `root`: with such an engine, root in the container is you on the host. Else start the container with `--userns=host`.',
  explains: ['project-not-writable'],
  needs: ['host', 'inside'],
  find({ host: { projectFolder, platform }, inside }) {
    const { projectOwner } = inside.place ?? {};
    const owner = projectFolder.uid;
    const isOther = projectOwner !== undefined && owner !== undefined && projectOwner !== owner;
    if (platform !== 'linux' || !isOther) return [];
    const told = toldInside(inside, (code) => (/project-not-writable$/.test(code) ? 'error' : undefined));
    if (told.length === 0) return [];
    return [
      {
        severity: 'error',
        message:
          'The engine gives users other numbers inside, and the remote user cannot write this project’s conversations: Claude Code would answer as usual and save nothing.',
        evidence: [`${projectFolder.path}: uid ${owner} on this host, ${projectOwner} in the container`],
        fix:
          projectOwner === 0
            ? advice`Set "remoteUser" to "root" in devcontainer.json, then ${rebuild}: root in this engine’s containers is you on the host.`
            : advice`Add "--userns=host" to runArgs in devcontainer.json, or use an engine that does not map users, then ${rebuild}.`,
      },
    ];
  },
});
