import { defineCheck } from '../check.ts';
import { shellWord } from '../words.ts';

export const transcriptsNotOwned = defineCheck({
  code: 'transcripts-not-owned',
  place: 'host',
  severity: 'error',
  title: 'Conversations that belong to another user',
  why: 'A container whose user is root, on a Linux host, writes conversations that only root may read. Claude Code on the host then picks the last one, cannot read it, and goes on with an empty history.',
  mend: 'Give them to the owner of the folder: `sudo chown` on the host, or `claude-state heal` as root in the container, which the container does by itself at every start. `--fix` does it in the container.',
  needs: ['host'],
  find({ container, host: { foreignTranscripts, projectFolder, uid } }) {
    if (foreignTranscripts.length === 0) return [];
    const owner = projectFolder.uid ?? uid;
    return [
      {
        severity: 'error',
        message:
          'Conversations of this project belong to another user: Claude Code on this host cannot read them, and would go on with an empty history.',
        evidence: [...foreignTranscripts],
        fix: `Run \`sudo chown -R ${owner ?? '"$(id -u)"'} ${shellWord(projectFolder.path)}\` on this host.`,
        ...(container?.container.running && { action: { kind: 'heal' } as const }),
      },
    ];
  },
});
