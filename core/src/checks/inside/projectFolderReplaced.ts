import { isAnotherFolder } from '../../container/folderIdentity.ts';
import { advice } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';

export const projectFolderReplaced = defineCheck({
  code: 'project-folder-replaced',
  place: 'inside',
  severity: 'error',
  title: 'Project folder was replaced',
  why: 'A container keeps the folder that it was started with, whatever that is called since. Where the project was moved away under a running container and another one is in its place, you and the container work in two folders.',
  remedy:
    'See what the container changed in the former folder, then stop the container and start it again: it then has the folder that is there now.',
  anchor: 'elsewhere',
  needs: ['host', 'inside'],
  find({ host: { identity, workspace }, inside: { place } }) {
    // One that was removed is reported from inside.
    const from = place?.mountedFrom ?? '';
    if (!identity || !place?.identity || from.endsWith('//deleted')) return [];
    if (!isAnotherFolder(identity, place.identity)) return [];
    return [
      {
        severity: 'error',
        message:
          'The project’s folder was replaced on this host while the container ran: the container works in the former one.',
        evidence: [
          `${workspace.path}: inode ${identity.inode} on this host, ${place.identity.inode} in the container`,
          ...(from ? [`mounted in the container: ${from}`] : []),
        ],
        fix: advice`See what the container changed in the former folder, then stop the container and start it again: it then has the folder that is there now.`,
      },
    ];
  },
});
