import type { Command } from '../services/Services.ts';
import { changeDefaultFeatures } from '../settings/changeDefaultFeatures.ts';

/** *Stop keeping Claude's state in all my dev containers*. */
export const stopKeepingInAll: Command = (services) => changeDefaultFeatures(services, 'stop');
