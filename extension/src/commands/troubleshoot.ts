import type { Command } from '../services/Services.ts';

/** *Troubleshoot Claude sessions*: the view, with the focus in it, and a new look. */
export const troubleshoot: Command = async ({ view, looker }) => {
  await view.reveal();
  await looker.refresh('troubleshooting');
};
