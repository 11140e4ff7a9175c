import { advice, ourCommand } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';

export const importsNotCopied = defineCheck({
  code: 'imports-not-copied',
  place: 'host',
  severity: 'warning',
  title: 'Imports not copied',
  why: 'The container gets a copy of your `CLAUDE.md`. When it has changed, the prepare script copies it without the files that it imports; and what may hold a secret, lies outside of your home or in the workspace is never copied. Claude Code inside goes without these files, and says nothing.',
  remedy:
    'Run `claude-sessions prepare`, which copies what may be copied; the VS Code extension does when it opens the project, and so does `--fix`. What is left out then is named with its reason.',
  anchor: 'elsewhere',
  needs: ['configuration', 'host'],
  find({ configuration: { configured }, host: { imports } }) {
    if (configured?.mode !== 'share' || !configured.options.profile || !imports) return [];
    const { notCopied, leftOut } = imports;
    if (notCopied.length > 0) {
      return [
        {
          severity: 'warning',
          message: 'The container’s copy of your CLAUDE.md is without files that it imports.',
          evidence: notCopied.map((path) => `@${path}`),
          fix: advice`Run ${ourCommand('prepare')}.`,
          action: { kind: 'prepare' },
        },
      ];
    }
    if (leftOut.length === 0) return [];
    return [
      {
        severity: 'information',
        message: 'Some of what your CLAUDE.md imports is not for the container.',
        evidence: [...leftOut],
        fix: advice`If it is needed inside, import a file of your home that may be copied.`,
      },
    ];
  },
});
