import type { Command } from '../services/Services.ts';
import { namedSnapshot, pickSnapshot } from '../snapshots/pickSnapshot.ts';
import { commandTitles } from '../text/commandTitles.ts';
import { requireHost } from '../window/requireTrust.ts';
import { goBack } from './goBack.ts';

const title = commandTitles.rollBack;

/** Goes back to a snapshot: the one that is named, else the one that the user picks. */
export const rollBack: Command = async (services, argument) => {
  requireHost(services.windowKind(), title);
  const { snapshots } = services;
  const snapshot = namedSnapshot(snapshots, argument) ?? (await pickSnapshot(snapshots, title));
  if (snapshot) await goBack(services, title, snapshot);
};
