import { advice, ourCommand } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';
import { found } from '../../findings/editAction.ts';
import type { ConfigurationFacts, ContainerFacts } from '../../findings/facts.ts';
import { readDocument } from '../../findings/readDocument.ts';
import { plainPath } from '../../mounts/claudeSource.ts';
import { type ClaudeMount, claudeMounts } from './claudeMounts.ts';
import { composeSites } from './composeSites.ts';

export const nestedMount = defineCheck({
  code: 'nested-mount',
  place: 'configuration',
  severity: 'warning',
  title: 'A mount inside Claude’s folder',
  why: 'The engine makes the folders above a mount where they are missing, and they belong to root: in a home without `~/.claude` Claude Code then cannot write its own folder, and inside a volume an empty folder of root’s stays behind when the mount is gone. Claude Code answers as usual and saves nothing.',
  remedy:
    'Run `claude-sessions share` or `isolate`, which mount beside Claude’s folder and link into it; or make the folder in the image, owned by the user.',
  needs: ['configuration'],
  find({ configuration, container, host }) {
    const { mode, options } = configuration.configured ?? {};
    // In a home of a volume the folders above are there, the user's, and stay.
    if (mode !== 'none' || options?.home) return [];
    return claudeMounts(configuration, host)
      .filter(({ kind }) => kind === 'nested')
      .flatMap((mount) => nestedIn(mount, configuration, container));
  },
});

function nestedIn({ site }: ClaudeMount, configuration: ConfigurationFacts, container?: ContainerFacts) {
  const { sites: ofDocument, value } = readDocument(configuration);
  const sites = [...ofDocument, ...composeSites(configuration).filter(({ isOwn }) => isOwn)];
  const target = plainPath(site.mount.target);
  const outer = sites.find(({ mount }) => target.startsWith(`${plainPath(mount.target)}/`));
  const user = value.remoteUser ?? value.containerUser ?? container?.remoteUser;
  // What root makes, root can write.
  if ((outer && outer.mount.type !== 'volume') || user === 'root') return [];
  if (!outer && user === undefined && target.startsWith('/root/')) return [];
  const onlyImage = typeof value.image === 'string';
  return [
    found({
      severity: outer || onlyImage ? 'warning' : 'information',
      message: outer
        ? `A mount lies inside the volume at ${outer.mount.target}: an empty folder that belongs to root stays in it.`
        : `A mount lies inside a Claude folder that the image may lack: root would own the folder, and Claude Code could not write to it.`,
      evidence: [site.text, ...(outer ? [outer.text] : [])],
      fix: advice`Run ${ourCommand('share')} or ${ourCommand('isolate')}, which mount nothing inside Claude’s folder; or make the folder in the image, owned by the user.`,
      range: site.range,
      at: site.at,
    }),
  ];
}
