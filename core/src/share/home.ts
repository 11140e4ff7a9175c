import { containerHome } from '../containerPaths.ts';
import type { DocumentEdit } from '../devcontainer/DocumentEdit.ts';
import { ourFeature, parseFeatureReference } from '../features.ts';
import { plainPath } from '../mounts/claudeSource.ts';
import type { Mount } from '../mounts/parseMount.ts';
import { toObject } from '../toObject.ts';

/** The volume of one dev container. */
export function homeVolume(devcontainerId: string): string {
  return `claude-user-home-${devcontainerId}`;
}

/** The member of devcontainer.json that says which Features are installed first. */
export const orderMember = 'overrideFeatureInstallOrder';

/**
 * True for a mount of the whole home, or of what lies above it: over that of `claude-home` it hides the volume.
 * @param config the value of devcontainer.json, which may say whose home it is
 */
export function coversHome({ target }: Pick<Mount, 'target'>, config: unknown): boolean {
  const { remoteUser, containerUser } = toObject(config);
  const user = remoteUser ?? containerUser;
  const isNamed = typeof user === 'string' && /^[a-z_][\w.-]*$/i.test(user);
  const homes = isNamed
    ? [user === 'root' ? '/root' : `/home/${user}`]
    : ['/root', '/home/[^/]+', '/Users/[^/]+'];
  const any = [containerHome, '/?\\$\\{containerEnv:HOME\\}', '/?~', '/home', ...homes];
  return new RegExp(`^(?:${any.join('|')})$`).test(plainPath(target));
}

interface Features {
  /** As they are written, in the order of the file. */
  readonly references: readonly string[];
  readonly order: readonly string[];
}

/**
 * The Features that are not sure to be installed before `claude-home`. What they put into the home later is not in what that one
 * archives, and its volume hides it. The tools install in rounds, in each the one that stands first in the list of all that wait for
 * nothing any more; those without a place in it come after, sorted by name.
 * @param config the value of devcontainer.json
 * @returns references, sorted as the tools sort; none where there is no `claude-home`
 */
export function installedAfterHome(config: unknown, collections: readonly string[] = []): string[] {
  const { references, order } = featuresOf(config);
  const home = references.find((reference) => ourFeature(reference, collections) === 'claude-home');
  if (home === undefined) return [];
  const placeOf = (reference: string) => order.findIndex((entry) => isSameFeature(entry, reference));
  const placeOfHome = placeOf(home);
  const isBefore = (reference: string) => {
    const place = placeOf(reference);
    return place >= 0 && (placeOfHome < 0 || place < placeOfHome);
  };
  return references.filter((each) => each !== home && !isBefore(each)).sort(byName);
}

/** Has the list name every other Feature, those that it lacks at its end, and `claude-home` nowhere where that would come too early. */
export function applyHomeOrder(edit: DocumentEdit, collections: readonly string[]): void {
  const list = edit.value(orderMember);
  // What is no list is for its author to put right.
  if (list !== undefined && !Array.isArray(list)) return;
  const { references, order } = featuresOf(edit.value());
  const isEarly = installedAfterHome(edit.value(), collections).length > 0;
  const goes = (entry: string) => {
    const id = ourFeature(entry, collections);
    if (id === 'claude-home') return isEarly;
    return id !== undefined && !references.some((each) => isSameFeature(entry, each));
  };
  removeEntries(edit, order.map(goes));
  const lacking = installedAfterHome(edit.value(), collections);
  if (edit.value(orderMember) === undefined && lacking.length > 0) edit.set([], orderMember, lacking);
  else for (const each of lacking) edit.append([orderMember], each);
}

/**
 * Takes out of the list what our commands put there: our own Features, and at its end those that stand as they do in `features`, sorted
 * as the tools sort. What stood there before is known to the host, and put back by that.
 */
export function removeHomeOrder(edit: DocumentEdit, collections: readonly string[]): void {
  const { references, order } = featuresOf(edit.value());
  const isOurs = order.map((entry) => ourFeature(entry, collections) !== undefined);
  if (!isOurs.includes(true)) return;
  let next: string | undefined;
  const goes = [...isOurs];
  for (const [index, entry] of [...order.entries()].reverse()) {
    if (isOurs[index]) continue;
    if (!references.includes(entry) || (next !== undefined && byName(entry, next) > 0)) break;
    goes[index] = true;
    next = entry;
  }
  removeEntries(edit, goes);
}

function removeEntries(edit: DocumentEdit, goes: readonly boolean[]): void {
  for (const [index, isGoing] of [...goes.entries()].reverse()) {
    if (isGoing) edit.remove([orderMember, index]);
  }
}

function featuresOf(config: unknown): Features {
  const { features, [orderMember]: order } = toObject(config);
  const entries = Array.isArray(order) ? order : [];
  return {
    references: Object.keys(toObject(features)),
    // What is no text keeps its index.
    order: entries.map((entry) => (typeof entry === 'string' ? entry : '')),
  };
}

/** The tools leave versions out when they look for the Feature that an entry names. */
function isSameFeature(one: string, other: string): boolean {
  return one === other || (!isPath(one) && withoutVersion(one) === withoutVersion(other));
}

function withoutVersion(reference: string): string {
  const { collection, id } = parseFeatureReference(reference);
  return `${collection.toLowerCase()}/${id}`;
}

function isPath(reference: string): boolean {
  return reference.startsWith('.') || /^https?:/.test(reference);
}

/** As the tools sort Features: by collection and then by id. */
function byName(one: string, other: string): number {
  if (isPath(one) || isPath(other)) return one.localeCompare(other);
  const [a, b] = [parseFeatureReference(one), parseFeatureReference(other)];
  return a.collection.localeCompare(b.collection) || a.id.localeCompare(b.id);
}
