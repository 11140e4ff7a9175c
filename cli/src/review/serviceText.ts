import { basename } from 'node:path';
import { userService } from '../host/userService.ts';

/** A user service that carries a project's conversations as long as the user is logged in: its file, and how it is started. */
export function serviceText(folder: string): string {
  return userService({
    name: `claude-sessions-${basename(folder).replace(/[^\w.-]/g, '-')}`,
    description: `conversations of ${basename(folder)}`,
    args: ['pull', '--watch', folder],
  });
}
