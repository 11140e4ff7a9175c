import type { Command } from '../services/Services.ts';

/** Shows the view, with the focus in it, and looks anew. */
export const troubleshoot: Command = async ({ view, looker }) => {
  await view.reveal();
  await looker.refresh('troubleshooting');
};
