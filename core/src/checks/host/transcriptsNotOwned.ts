import { advice, shellWord } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';

export const transcriptsNotOwned = defineCheck({
  code: 'transcripts-not-owned',
  place: 'host',
  severity: 'error',
  title: 'Conversations not yours',
  why: 'A container whose user is root, on a Linux host, writes conversations that only root may read. Claude Code on the host then picks the last one, cannot read it, and goes on with an empty history.',
  remedy:
    'Give them, and the folder, to yourself: `sudo chown` on the host, or `claude-state heal` as root in the container, which the container does by itself at every start. `--fix` does it in the container, unless the folder itself is not yours.',
  anchor: 'elsewhere',
  needs: ['host'],
  find({ container, host: { foreignTranscripts, projectFolder, uid } }) {
    // Root can read what belongs to anybody.
    const notMine =
      uid !== undefined && uid !== 0 && projectFolder.uid !== undefined && projectFolder.uid !== uid;
    if (foreignTranscripts.length === 0 && !notMine) return [];
    const owner = notMine ? uid : (projectFolder.uid ?? uid);
    return [
      {
        severity: 'error',
        message:
          'Conversations of this project belong to another user: Claude Code on this host cannot read them, and would go on with an empty history.',
        evidence: [
          ...(notMine ? [`${projectFolder.path}: uid ${projectFolder.uid}, you are ${uid}`] : []),
          ...foreignTranscripts,
        ],
        fix: advice`Run \`sudo chown -R ${owner ?? '"$(id -u)"'} ${shellWord(projectFolder.path)}\` on this host.`,
        // Inside they are given to the folder's owner, which is no help where that is not you.
        ...(!notMine && container?.container.running && { action: { kind: 'heal' } as const }),
      },
    ];
  },
});
