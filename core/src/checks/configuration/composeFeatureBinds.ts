import { bindsHost } from '../../features.ts';
import { advice, ourCommand } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';
import { found } from '../../findings/editAction.ts';
import { keyRangeAt } from '../../findings/readDocument.ts';
import { modeCommand } from '../../findings/words.ts';
import { isServiceName } from '../../share/compose.ts';

export const composeFeatureBinds = defineCheck({
  code: 'compose-feature-binds',
  place: 'configuration',
  severity: 'error',
  title: 'Sharing Features under Compose',
  why: 'Under Docker Compose the Dev Containers tools pass on only source and target of a Feature’s mounts: what `claude-sessions` and `claude-profile` mount read-only can be written there, and Claude Code on the host runs or follows what is in it.',
  remedy:
    'Run `claude-sessions share`, which takes the Features out and puts the mounts into a Compose file of their own, where read-only holds; or `claude-sessions isolate`, which mounts nothing of the host. `--fix` does the former.',
  needs: ['configuration'],
  find(facts) {
    const { configured, document } = facts.configuration;
    if (!configured?.usesCompose) return [];
    return configured.features
      .filter(({ id }) => bindsHost(id))
      .map(({ reference }) =>
        found({
          severity: 'error',
          message:
            'Under Docker Compose what this Feature mounts read-only can be written from the container.',
          evidence: [reference],
          fix: advice`Run ${modeCommand(facts.configuration)}, or ${ourCommand('isolate')}.`,
          action: isServiceName(configured.service) ? { kind: 'applyMode' } : undefined,
          range: keyRangeAt(document, ['features', reference]),
        }),
      );
  },
});
