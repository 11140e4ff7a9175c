import { homedir } from 'node:os';
import { copyProgram, keepProgram } from '../guard/editorProgram.ts';
import { declineGuard as decline, isGuardOpen } from '../guard/offer.ts';
import { turnOff } from '../guard/turnOff.ts';
import { turnOn } from '../guard/turnOn.ts';

/**
 * Turns the guard on, with a copy of the editor's own program to run, or makes it current.
 * @param nodeFolder where the editor's extension has its bundles for Node
 * @returns the settings.json that was edited, none where it was on already
 * @throws UserError when settings.json must not or cannot be edited; nothing is changed then
 */
export async function turnGuardOn(nodeFolder: string): Promise<string[]> {
  const { env } = process;
  const { settings, edited } = await turnOn(homedir(), env, (place) => copyProgram(place, nodeFolder, env));
  return edited ? [settings] : [];
}

/** Turns the guard off, and offers it no more. @returns the settings.json that were edited @throws UserError as `turnGuardOn` */
export async function turnGuardOff(): Promise<string[]> {
  const edited = await turnOff(homedir(), process.env);
  await declineGuard();
  return edited;
}

/** Whether somebody who shares a project is to be asked: not where it is on, nor where they said no. */
export function offersGuard(): Promise<boolean> {
  return isGuardOpen(homedir(), process.env);
}

/** Remembers that the user wants no guard, until it is turned on. */
export function declineGuard(): Promise<void> {
  return decline(homedir());
}

/** Makes a guard that runs a copy of the editor's program current: after an update, and where something of it is gone. */
export function keepGuard(nodeFolder: string): Promise<void> {
  return keepProgram(homedir(), process.env, nodeFolder);
}
