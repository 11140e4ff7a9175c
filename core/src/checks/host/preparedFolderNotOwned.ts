import { advice, shellWord } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';

export const preparedFolderNotOwned = defineCheck({
  code: 'prepared-folder-not-owned',
  place: 'host',
  severity: 'error',
  title: 'Prepared folder not yours',
  why: 'An engine that finds a mount’s source missing may make it, owned by root; and a `sudo` in the wrong place does the same. Then *prepare* can neither renew the copies of your settings nor link this project’s conversations.',
  remedy: 'Give the folder back: `sudo chown -R "$(id -u)" ~/.claude-sessions`.',
  needs: ['configuration', 'host'],
  find({ configuration, host }) {
    const { folder, files } = host.prepared;
    const me = host.uid;
    // Root can write what belongs to anybody.
    if (configuration.configured?.mode !== 'share' || me === undefined || me === 0) return [];
    const others = [folder, files].filter(({ uid }) => uid !== undefined && uid !== me);
    if (others.length === 0) return [];
    return [
      {
        severity: 'error',
        message:
          'What is prepared for this dev container belongs to another user of this host, and cannot be renewed.',
        evidence: others.map(({ path, uid }) => `${path}: uid ${uid}, you are ${me}`),
        fix: advice`Run \`sudo chown -R ${me} ${shellWord(folder.path)}\`.`,
      },
    ];
  },
});
