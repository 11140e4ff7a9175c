import { changeMode } from '../edit/changeMode.ts';
import type { Command } from '../Services.ts';

/** *Remove Claude sessions set-up*. */
export const remove: Command = (services, argument) => changeMode(services, 'none', argument);
