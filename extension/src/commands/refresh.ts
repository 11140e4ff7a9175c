import type { Command } from '../services/Services.ts';

/** Looks anew at every dev container of the window, and lists its conversations anew. */
export const refresh: Command = async ({ looker, sessions }) => {
  sessions.changed('all');
  await looker.refresh('it was asked for');
};
