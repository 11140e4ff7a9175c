import * as vscode from 'vscode';
import { pickConversation } from '../conversations/pickConversation.ts';
import type { Command } from '../services/Services.ts';
import { commandTitles } from '../text/commandTitles.ts';
import { requireHost } from '../window/requireTrust.ts';

const title = commandTitles.copySessionId;

/** Copies the id by which Claude Code and our commands know a conversation. */
export const copySessionId: Command = async (services, argument) => {
  requireHost(services.windowKind(), title);
  const conversation = await pickConversation(services, { title }, argument);
  if (conversation) await vscode.env.clipboard.writeText(conversation.id);
};
