import { advice } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';

export const configDirElsewhere = defineCheck({
  code: 'config-dir-elsewhere',
  place: 'host',
  severity: 'warning',
  title: 'Host conversations elsewhere',
  why: 'A dev container keeps to the config directory in which its conversations were when it was first prepared. When `CLAUDE_CONFIG_DIR` on the host says another one now, host and container each go on with conversations that the other does not see.',
  remedy:
    'Set `CLAUDE_CONFIG_DIR` as it was; or, to move the container over, delete `~/.claude-sessions/<id>/project` (a link) and rebuild.',
  anchor: 'elsewhere',
  needs: ['configuration', 'host'],
  find({ configuration, host: { env, keepsTo, prepared } }) {
    if (configuration.configured?.mode !== 'share' || keepsTo === undefined) return [];
    const now = env.CLAUDE_CONFIG_DIR
      ? `CLAUDE_CONFIG_DIR is ${env.CLAUDE_CONFIG_DIR}`
      : 'CLAUDE_CONFIG_DIR is not set';
    return [
      {
        severity: 'warning',
        message: `This dev container keeps to the conversations in ${keepsTo}, while ${now} here: Claude Code on this host files them elsewhere.`,
        evidence: [`${prepared.project.path} -> ${prepared.project.realPath}`],
        fix: advice`Set CLAUDE_CONFIG_DIR to ${keepsTo}; or, to move the container, delete ${prepared.project.path} and rebuild.`,
      },
    ];
  },
});
