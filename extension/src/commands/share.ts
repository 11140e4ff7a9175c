import { changeMode } from '../change/changeMode.ts';
import type { Command } from '../services/Services.ts';

/** *Share Claude sessions*. */
export const share: Command = (services, argument) => changeMode(services, 'share', argument);
