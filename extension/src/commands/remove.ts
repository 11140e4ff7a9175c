import { changeMode } from '../change/changeMode.ts';
import type { Command } from '../services/Services.ts';

/** *Remove Claude sessions set-up*. */
export const remove: Command = (services, argument) => changeMode(services, 'none', argument);
