import { changeDefaultFeatures } from '../edit/changeDefaultFeatures.ts';
import type { Command } from '../Services.ts';

/** *Stop keeping Claude's state in all my dev containers*. */
export const stopKeepingInAll: Command = (services) => changeDefaultFeatures(services, 'stop');
