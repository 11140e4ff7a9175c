import { advice } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';
import { found } from '../../findings/editAction.ts';
import type { HostFacts, PathFacts } from '../../findings/facts.ts';
import { liesIn, sourcesOf } from './mountSources.ts';

export const sourceLeadsOut = defineCheck({
  code: 'source-leads-out',
  place: 'host',
  severity: 'error',
  title: 'Mount source leads elsewhere',
  why: 'A mount follows links. Where a container, or a repository that you cloned, put a link in the place of a folder, the next start hands what it leads to over: your keys, your home, another project.',
  remedy:
    'Look where the link leads. If you made it and mean it, all is well; if not, delete the link and make a folder in its place.',
  needs: ['host'],
  find({ configuration, host }) {
    const { folder, ownMemory, files } = host.prepared;
    const ofPrepare =
      configuration?.configured?.mode === 'share' ? [folder, ownMemory, host.memoryFolder, files] : [];
    return [
      ...ofPrepare.filter(({ link }) => link).map(({ path, realPath }) => finding(path, realPath, 'error')),
      ...sourcesOf(configuration, host).flatMap(({ source, shown, site }) => {
        const severity = judge(source, host);
        const to = shown === source.path ? source.realPath : 'elsewhere';
        return severity ? [finding(shown, to, severity, site)] : [];
      }),
    ];
  },
});

function finding(
  path: string,
  realPath: string,
  severity: 'error' | 'warning' | 'information',
  site?: { text: string; range: { offset: number; length: number } | undefined },
) {
  return found({
    severity,
    message:
      'The source of a mount is a link that leads out of where it lies: the container gets what it leads to.',
    evidence: [`${path} -> ${realPath}`, ...(site ? [site.text] : [])],
    fix: advice`Look where ${path} leads. If that is not meant, delete the link and make a folder in its place.`,
    range: site?.range,
  });
}

/** A link of one's own to a folder of one's own (dotfiles) is worth knowing; out of the workspace or the home is more. */
function judge({ path, realPath, kind }: PathFacts, { paths, workspace, prepared }: HostFacts) {
  const { home, resolve, workspaceFolder } = paths;
  const leaves = (folder: string) => liesIn(path, folder) && !liesIn(realPath, resolve(folder));
  if (kind === 'missing' || liesIn(path, prepared.folder.path)) return undefined;
  if ([workspaceFolder, workspace.path].some((folder) => liesIn(path, folder))) {
    return leaves(workspaceFolder) || leaves(workspace.path) ? 'warning' : undefined;
  }
  const claude = [`${home}/.claude`, `${home}/.claude-sessions`].find((folder) => leaves(folder));
  if (leaves(home) && !(liesIn(path, `${home}/.claude`) && !claude)) return 'warning';
  return claude ? 'information' : undefined;
}
