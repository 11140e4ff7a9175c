import type { Command } from '../services/Services.ts';
import { changeDefaultFeatures } from '../settings/changeDefaultFeatures.ts';

/** *Keep Claude's state in all my dev containers*. */
export const keepInAll: Command = (services) => changeDefaultFeatures(services, 'keep');
