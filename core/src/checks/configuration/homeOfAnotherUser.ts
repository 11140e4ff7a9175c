import { containerConfigDir } from '../../containerPaths.ts';
import { advice, ourCommand } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';
import { found } from '../../findings/editAction.ts';
import { readDocument } from '../../findings/readDocument.ts';
import { claudeMounts } from './claudeMounts.ts';
import { configDirSites } from './configDirSites.ts';
import { mountsToRemove } from './mountsToRemove.ts';

export const homeOfAnotherUser = defineCheck({
  code: 'home-of-another-user',
  place: 'configuration',
  severity: 'warning',
  title: 'Mounted in another home',
  why: 'Claude Code looks in the home of the user who runs it. What is mounted into another home it does not find, and what it records there is gone with the container.',
  remedy:
    'Put the home of the `remoteUser` into the target. With `claude-sessions share` or `isolate` no home has to be named at all.',
  needs: ['configuration'],
  find({ configuration, container, host }) {
    const { value } = readDocument(configuration);
    const named = configDirSites(configuration).map(({ value: dir }) => dir);
    const user = plainUser(value.remoteUser) ?? plainUser(value.containerUser) ?? container?.remoteUser;
    if (!user) return [];
    const unwanted = mountsToRemove(configuration, host);
    return claudeMounts(configuration, host).flatMap(({ site }) => {
      if (unwanted.has(site.index)) return [];
      const { target } = site.mount;
      const home = /^\/(?:home\/([\w.-]+)|root)\//.exec(target);
      const other = home?.[1] ?? 'root';
      if (!home || other === user || isConfigDir(named, target)) return [];
      return [
        found({
          severity: 'warning',
          message: `Claude’s state is mounted into the home of ${other}, but ${user} runs Claude Code.`,
          evidence: [site.text, `remoteUser: ${user}`],
          fix: advice`Mount it to the home of ${user}, or run ${ourCommand('share')} or ${ourCommand('isolate')}.`,
          range: site.range,
          at: site.at,
        }),
      ];
    });
  },
});

/** A user by name: whose home a number has, only the image knows. */
function plainUser(value: unknown): string | undefined {
  return typeof value === 'string' && /^[^${}:]+$/.test(value) && !/^\d+$/.test(value) ? value : undefined;
}

/** A target that CLAUDE_CONFIG_DIR names is found, wherever it lies. */
function isConfigDir(named: readonly unknown[], target: string): boolean {
  return named.some(
    (each) => typeof each === 'string' && each !== containerConfigDir && `${target}/`.startsWith(`${each}/`),
  );
}
