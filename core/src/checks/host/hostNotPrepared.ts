import { advice, ourCommand } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';
import type { Facts, HostFacts } from '../../findings/facts.ts';
import { needsPrepare } from '../../share/options.ts';
import { liesIn, sourcesOf } from './mountSources.ts';

export const hostNotPrepared = defineCheck({
  code: 'host-not-prepared',
  place: 'host',
  severity: 'error',
  title: 'This host is not prepared',
  why: 'What is shared is mounted from `~/.claude-sessions/<id>` and from folders of `~/.claude`. A container with a mount whose source is missing does not start: it says `bind source path does not exist`.',
  remedy:
    'Run `claude-sessions prepare`; `--fix` does. The prepare script that `share` writes does so before every start, too.',
  needs: ['configuration', 'host'],
  find(facts) {
    const { configured } = facts.configuration;
    if (!configured || !needsPrepare(configured.mode, configured.options)) return [];
    const missing = missingSources(facts);
    if (missing.length === 0) return [];
    const prepares = configured.prepares && facts.host.scripts !== 'missing';
    return [
      {
        severity: prepares ? 'warning' : 'error',
        message: prepares
          ? 'This host is not prepared: the container will not start until the prepare script has run.'
          : 'This host is not prepared, and the container will not start.',
        evidence: missing.map((path) => `missing: ${path}`),
        fix: advice`Run ${ourCommand('prepare')}.`,
        action: { kind: 'prepare' },
      },
    ];
  },
});

/** Sources of our mounts that the host lacks, topmost only; a link that leads nowhere is another check's. */
function missingSources({
  configuration,
  host,
}: Pick<Facts, 'configuration'> & { host: HostFacts }): string[] {
  const { folder, project, memory, ownMemory, files, composeFile } = host.prepared;
  const configured = configuration?.configured;
  const ofShared = [
    folder,
    project,
    memory,
    ownMemory,
    ...(composeFile ? [composeFile] : []),
    ...(configured?.options.profile ? [files] : []),
  ];
  const needed = [
    ...(configured?.mode === 'share' ? ofShared : []),
    ...sourcesOf(configuration, host).flatMap(({ source, own }) => (own ? [source] : [])),
  ];
  const missing = needed.filter(({ kind }) => kind === 'missing');
  const topmost = missing.filter(
    ({ path, link }) => !link && !missing.some((other) => other.path !== path && liesIn(path, other.path)),
  );
  return [...new Set(topmost.map(({ path }) => path))];
}
