import { metadataFeatures } from '../../container/metadata.ts';
import type { DocumentEdit } from '../../devcontainer/DocumentEdit.ts';
import { ourFeature } from '../../features.ts';
import { advice } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';
import { editAction, found } from '../../findings/editAction.ts';
import type { ConfigurationFacts, ContainerFacts } from '../../findings/facts.ts';
import { keyRangeAt, readDocument } from '../../findings/readDocument.ts';
import { modeCommand } from '../../findings/words.ts';
import { applyHomeOrder, installedAfterHome, orderMember } from '../../share/home.ts';
import { toObject } from '../../toObject.ts';

export const homeNotLast = defineCheck({
  code: 'home-not-last',
  place: 'configuration',
  severity: 'warning',
  title: 'The home is archived too early',
  why: 'At build `claude-home` archives the home as the image and the Features before it left it; from that archive comes what is new in a later image. The tools install Features sorted by name: what one after it puts into the home comes into an empty volume only, and its later versions never do.',
  remedy: `Name every other Feature in \`${orderMember}\`, and \`claude-home\` nowhere: \`--fix\` does, and so do \`share --home\` and \`isolate --home\`. Then rebuild the container.`,
  needs: ['configuration'],
  find({ configuration, container }) {
    const { document, collections } = configuration;
    const { value } = readDocument(configuration);
    const home = Object.keys(toObject(value.features)).find(
      (reference) => ourFeature(reference, collections) === 'claude-home',
    );
    if (home === undefined) return [];
    const late = installedAfterHome(value, collections);
    const depended = dependedOn(configuration, container).filter((each) => !late.includes(each));
    if (late.length + depended.length === 0) return [];
    const message =
      'claude-home is not installed last: what other Features put into the home in a later image does not come.';
    const range = keyRangeAt(document, ['features', home]);
    const change = (edit: DocumentEdit) => applyHomeOrder(edit, collections);
    return [
      found({
        severity: 'warning',
        message,
        evidence: [...late, ...depended.map((reference) => `${reference} (another Feature depends on it)`)],
        fix:
          late.length > 0
            ? advice`Run ${modeCommand(configuration)}, which names them in ${orderMember}; then rebuild.`
            : advice`Name them in ${orderMember}, then rebuild.`,
        action: late.length > 0 ? editAction(document, 'Have claude-home installed last', change) : undefined,
        range,
      }),
    ];
  },
});

/** Features that are in no file: only a container tells that the tools installed them, and when. */
function dependedOn(configuration: ConfigurationFacts, facts: ContainerFacts | undefined): string[] {
  if (!facts) return [];
  const { collections } = configuration;
  const built = metadataFeatures(facts.container);
  const home = built.findIndex((id) => ourFeature(id, collections) === 'claude-home');
  const after = home < 0 ? [] : built.slice(home);
  const features = Object.fromEntries(after.map((id) => [id, {}]));
  const { value } = readDocument(configuration);
  const written = Object.keys(toObject(value.features));
  return installedAfterHome({ ...value, features }, collections).filter((id) => !written.includes(id));
}
