import { advice } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';

export const configDirElsewhere = defineCheck({
  code: 'config-dir-elsewhere',
  place: 'host',
  severity: 'warning',
  title: 'Host conversations elsewhere',
  why: 'A dev container keeps to the config directory in which its conversations were when it was first prepared. When `CLAUDE_CONFIG_DIR` on the host says another one now, host and container each go on with conversations that the other does not see.',
  remedy:
    'Set `CLAUDE_CONFIG_DIR` as it was; or, to move the container over, delete `~/.claude-sessions/<id>/project` (a link; for review `review/host`, not the folder) and rebuild.',
  anchor: 'elsewhere',
  needs: ['configuration', 'host'],
  find({ configuration, host: { env, keepsTo, prepared } }) {
    if (configuration.configured?.mode !== 'share' || keepsTo === undefined) return [];
    // Where review has the mirror in its place, the link lies beside that; what a container wrote must not be deleted.
    const { folder, project, mirrored } = prepared;
    const link = mirrored ? `${folder.path}/review/host` : project.path;
    const now = env.CLAUDE_CONFIG_DIR
      ? `CLAUDE_CONFIG_DIR is ${env.CLAUDE_CONFIG_DIR}`
      : 'CLAUDE_CONFIG_DIR is not set';
    return [
      {
        severity: 'warning',
        message: `This dev container keeps to the conversations in ${keepsTo}, while ${now} here: Claude Code on this host files them elsewhere.`,
        evidence: [mirrored ? link : `${link} -> ${project.realPath}`],
        fix: advice`Set CLAUDE_CONFIG_DIR to ${keepsTo}; or, to move the container, delete ${link} and rebuild.`,
      },
    ];
  },
});
