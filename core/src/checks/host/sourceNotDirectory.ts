import { claudePaths } from '../../catalogue.ts';
import { advice, ourCommand } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';
import { found } from '../../findings/editAction.ts';
import { claudePartOf } from '../../mounts/claudeSource.ts';
import { type MountSource, sourcesOf } from './mountSources.ts';

export const sourceNotDirectory = defineCheck({
  code: 'source-not-directory',
  place: 'host',
  severity: 'error',
  title: 'Mount source is not a folder',
  why: 'A file cannot be mounted over a folder: the container does not start. Such a file is often left behind by a `touch` or a failed copy.',
  remedy: 'Move the file away and run `claude-sessions prepare`, or make the folder yourself.',
  needs: ['host'],
  find: ({ configuration, host }) =>
    sourcesOf(configuration, host)
      .filter(({ source: { kind } }) => kind === 'file' || kind === 'other')
      .filter(isDirectoryMeant)
      .map(({ shown, site }) =>
        found({
          severity: 'error',
          message: 'The source of a mount is not a folder, and has to be one.',
          evidence: [shown, ...(site ? [site.text] : [])],
          fix: advice`Move ${shown} away, then run ${ourCommand('prepare')}.`,
          range: site?.range,
        }),
      ),
});

function isDirectoryMeant({ site, own }: MountSource): boolean {
  if (own || !site) return true;
  const { source = '', target } = site.mount;
  const part = claudePartOf(source);
  const known = claudePaths.find(({ name }) => name === part);
  return known ? known.kind === 'directory' : part === '' || /[\\/]$/.test(source) || target.endsWith('/');
}
