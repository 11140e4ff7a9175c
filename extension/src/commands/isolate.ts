import { changeMode } from '../change/changeMode.ts';
import type { Command } from '../services/Services.ts';

/** *Isolate Claude sessions*. */
export const isolate: Command = (services, argument) => changeMode(services, 'isolate', argument);
