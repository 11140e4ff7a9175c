import { documentationUrl } from '@claude-sessions/core/findings/documentation.ts';
import * as vscode from 'vscode';
import type { Command } from '../services/Services.ts';
import { shownFinding } from '../view/shownFinding.ts';

/** Opens what is written about a check: our own page, whatever this is called with. */
export const openDocumentation: Command = async (_, argument) => {
  const code = typeof argument === 'string' ? argument : shownFinding(argument)?.finding.code;
  const anchor = code !== undefined && /^[a-z0-9-]{1,80}$/.test(code) ? code : '';
  await vscode.env.openExternal(vscode.Uri.parse(documentationUrl(anchor)));
};
