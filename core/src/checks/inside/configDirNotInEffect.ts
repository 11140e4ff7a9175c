import { containerConfigDir } from '../../containerPaths.ts';
import { advice } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';

export const configDirNotInEffect = defineCheck({
  code: 'config-dir-not-in-effect',
  place: 'inside',
  severity: 'error',
  title: 'Another folder used inside',
  why: 'Our Features set `CLAUDE_CONFIG_DIR` to the volume that is kept across rebuilds. Something in the container sets it to another place: a shell profile, the image, `remoteEnv`. What is recorded there is lost at the next rebuild.',
  remedy:
    'Find where it is set (`grep -r CLAUDE_CONFIG_DIR /etc ~/.profile ~/.bashrc ~/.zshrc` in the container) and take it out.',
  needs: ['configuration', 'inside'],
  find({ configuration: { configured }, inside: { doctor } }) {
    if (!configured || configured.mode === 'none' || !doctor) return [];
    // The folder is a link to the user's own ~/.claude, and is reported by its real path.
    const { configDir } = doctor;
    if (configDir === containerConfigDir || /^\/(.+\/)?\.claude$/.test(configDir)) return [];
    return [
      {
        severity: 'error',
        message:
          'CLAUDE_CONFIG_DIR leads Claude Code in the container away from the volume: what it records is lost at the next rebuild.',
        evidence: [configDir.slice(0, 1000)],
        fix: advice`Find where CLAUDE_CONFIG_DIR is set in the container (a shell profile, the image, remoteEnv) and take it out.`,
      },
    ];
  },
});
