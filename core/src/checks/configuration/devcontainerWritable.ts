import { advice } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';
import { readDocument } from '../../findings/readDocument.ts';
import { parseMount } from '../../mounts/parseMount.ts';

export const devcontainerWritable = defineCheck({
  code: 'devcontainer-writable',
  place: 'configuration',
  severity: 'information',
  title: 'Configuration is writable',
  why: 'The file lies in the workspace, which the container can write, and some of it runs on the host at the next start: `initializeCommand`, mounts, Features.',
  remedy:
    'Nothing has to be fixed: what changed there since you approved it is shown before `--up` and `--recreate` run it. Editors that start containers do not ask: look at the changes (`git diff .devcontainer`) before you rebuild.',
  anchor: 'elsewhere',
  needs: ['configuration'],
  find({ configuration }) {
    const { configured, file } = configuration;
    if (!configured || configured.mode === 'none' || configured.usesCompose) return [];
    if (parseMount(readDocument(configuration).value.workspaceMount)?.readonly) return [];
    return [
      {
        severity: 'information',
        message:
          'devcontainer.json lies in the workspace, where the container can edit it; parts of it run on this host at the next start.',
        evidence: [file],
        fix: advice`Look at what changed (\`git diff\`) before you rebuild; \`claude-sessions\` with \`--up\` or \`--recreate\` asks you first if anything that acts on the host changed.`,
      },
    ];
  },
});
