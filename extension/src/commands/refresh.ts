import type { Command } from '../services/Services.ts';

/** Looks at every dev container of the window anew. */
export const refresh: Command = ({ looker }) => looker.refresh('it was asked for');
