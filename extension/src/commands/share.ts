import { changeMode } from '../edit/changeMode.ts';
import type { Command } from '../Services.ts';

/** *Share Claude sessions*. */
export const share: Command = (services, argument) => changeMode(services, 'share', argument);
