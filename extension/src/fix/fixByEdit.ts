import * as vscode from 'vscode';
import { withMarkOf, withoutMark } from '../edit/byteOrderMark.ts';
import { fileText, unsavedSource } from '../edit/fileText.ts';
import { writeConfig } from '../edit/writeConfig.ts';
import { UserError } from '../errors/UserError.ts';
import type { Services } from '../services/Services.ts';
import type { ShownFinding } from '../view/shownFinding.ts';

/**
 * Changes devcontainer.json as a finding says: at once, for it is small, one step to undo, and shown in the editor.
 * @param text the whole new text, without byte order mark
 */
export async function fixByEdit(services: Services, shown: ShownFinding, text: string): Promise<void> {
  const { project, look } = shown;
  if (look.isMade) {
    throw new UserError(
      `${project.file} is the personal configuration, which is made of the team's: an edit would not stay in it.`,
      "Put it right in the team's devcontainer.json, then share the personal one again.",
    );
  }
  const uri = vscode.Uri.file(project.configFile);
  const file = await fileText(uri);
  const source = (await unsavedSource(project.configFile)) ?? file;
  if (source === null || look.source === undefined || withoutMark(source) !== withoutMark(look.source)) {
    await services.looker.refreshOne(project.configFile, 'it is another than was looked at');
    throw new UserError(
      `${project.file} was changed since it was looked at, so nothing was written.`,
      'It was checked again: choose the fix again if it is still there.',
    );
  }
  await vscode.window.showTextDocument(uri, { preserveFocus: true });
  const written = await writeConfig(await services.api(), project.configFile, source, withMarkOf(file, text));
  services.log.info(`${shown.finding.code}: ${project.configFile} was changed (${written})`);
  await services.looker.refreshOne(project.configFile, 'something was fixed');
}
