import { changeDefaultFeatures } from '../edit/changeDefaultFeatures.ts';
import type { Command } from '../Services.ts';

/** *Keep Claude's state in all my dev containers*. */
export const keepInAll: Command = (services) => changeDefaultFeatures(services, 'keep');
