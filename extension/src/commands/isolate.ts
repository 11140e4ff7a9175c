import { changeMode } from '../edit/changeMode.ts';
import type { Command } from '../Services.ts';

/** *Isolate Claude sessions*. */
export const isolate: Command = (services, argument) => changeMode(services, 'isolate', argument);
