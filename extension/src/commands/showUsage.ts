import { conversationTitle } from '../conversations/conversationLine.ts';
import { noFolder } from '../projects/pickProject.ts';
import type { Command, Services } from '../services/Services.ts';
import type { Usage, UsageScope } from '../stats/usagePage.ts';
import { commandTitles } from '../text/commandTitles.ts';
import { requireHost } from '../window/requireTrust.ts';
import { workspaceFolders } from '../window/workspaceFolders.ts';

const title = commandTitles.showUsage;

/** Shows what the conversations of the window's folders came to, or those of all projects. */
export const showUsage: Command = async (services, argument) => {
  requireHost(services.windowKind(), title);
  const scope = argument === 'all' || argument === 'window' ? argument : undefined;
  if (scope !== 'all' && workspaceFolders().length === 0) throw noFolder();
  // Most windows never show it.
  const { showUsagePanel } = require('./usagePanel.js') as typeof import('../stats/usagePanel.ts');
  const failed = (error: unknown) =>
    services.log.error(title, error instanceof Error ? error : String(error));
  await showUsagePanel({ read: (of) => readUsage(services, of), failed }, scope);
};

async function readUsage({ api, conversations, settings }: Services, scope: UsageScope): Promise<Usage> {
  const folders = scope === 'all' ? undefined : workspaceFolders().map(({ uri }) => uri.fsPath);
  const [read] = await Promise.all([
    api().then((host) => host.readUsage(folders, settings())),
    conversations.isListed ? undefined : conversations.refresh(),
  ]);
  const titles = new Map(conversations.all.map((one) => [one.id, conversationTitle(one)]));
  return { scope, titles, ...read };
}
