import { advice, ourCommand } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';
import { toldInside } from './toldInside.ts';

export const hostFolderRemoved = defineCheck({
  code: 'host-folder-removed',
  place: 'inside',
  severity: 'error',
  title: 'A host folder was removed',
  why: 'A mount is of the folder that was there when the container started. When that is removed on the host, or replaced, the container keeps the old one, which nobody else can see: Claude Code answers as usual and saves nothing.',
  remedy:
    'Stop the container, run `claude-sessions prepare` where it is shared, and start the container again. `--fix` does the second of these.',
  // Whatever is the matter with the link is found when the folder is there again; `prepare` refuses where it is not ours.
  explains: [
    'host-not-prepared',
    'prepared-link-elsewhere',
    'prepared-memory-elsewhere',
    'memory-not-linked',
    'project-not-writable',
  ],
  needs: ['inside'],
  find({ inside, host, configuration }) {
    const shares = configuration?.configured?.mode === 'share';
    const isPrepared = host?.prepared.memory.kind === 'directory';
    const again = advice`start it again: it then has the folders that are there now.`;
    return toldInside(inside, (code) => (code === 'host-folder-removed' ? 'error' : undefined)).map(
      ({ code: _, ...finding }) => ({
        ...finding,
        fix: shares
          ? advice`Stop the container, run ${ourCommand('prepare')}, and ${again}`
          : advice`Stop the container and ${again}`,
        ...(shares && host && !isPrepared && { action: { kind: 'prepare' as const } }),
      }),
    );
  },
});
