import { editAction } from '../../findings/editAction.ts';
import type { ConfigurationFacts } from '../../findings/facts.ts';
import type { Offer } from '../../findings/finding.ts';
import { type MountSite, readDocument } from '../../findings/readDocument.ts';
import { isReplacedMount } from '../../mounts/claudeMount.ts';

/**
 * What is offered for a mount that should not be there: to share instead, where nothing is set up and sharing takes the
 * mount out; and to take it out alone. The workspace's own mount is never taken out.
 */
export function offersFor(site: MountSite, configuration: ConfigurationFacts): readonly Offer[] {
  const { configured, document } = configuration;
  const { where, mount, path } = site;
  if (where === 'workspaceMount') return [];
  const replaced =
    where === 'mounts' &&
    isReplacedMount(mount, readDocument(configuration).value) &&
    configured?.mode === 'none';
  const remove = editAction(document, 'Remove this mount', (edit) => {
    const [key, index] = path;
    if (typeof key !== 'string' || typeof index !== 'number') return;
    // An option and its value are two arguments.
    const isValueAlone =
      where === 'runArgs' && /^(-[a-z]*v|--(volume|mount))$/i.test(String(edit.value(key, index - 1)));
    edit.remove([key, index]);
    if (isValueAlone) edit.remove([key, index - 1]);
  });
  return [...(replaced && remove ? [{ kind: 'share' } as const] : []), ...(remove ? [remove] : [])];
}
