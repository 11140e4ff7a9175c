/** Why *prepare* refused; `failed` is trouble of the file system half-way. */
type PrepareRefusalCode =
  | 'no-home'
  | 'bad-id'
  | 'no-workspace'
  | 'workspace-too-wide'
  | 'config-dir'
  | 'claude-json'
  | 'not-a-folder'
  | 'is-a-link'
  | 'not-a-link'
  | 'not-direct'
  | 'other-project'
  | 'compose-home'
  | 'compose-folder'
  | 'compose-outside'
  | 'failed';

/** How the hint of a refusal ends, where it is of the script. */
export const startAgain = 'start the dev container again.';

/** *Prepare* did nothing (but for `failed`): `message` says what and where, `hint` what to do next. */
export class PrepareRefusal extends Error {
  override readonly name = 'PrepareRefusal';
  readonly code: PrepareRefusalCode;
  readonly hint: string;

  constructor(code: PrepareRefusalCode, message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.hint = hint;
  }
}

/** The refusals, in the words that prepare.sh uses. */
export const refusals = {
  noHome: (platform: string) =>
    new PrepareRefusal(
      'no-home',
      `${platform === 'win32' ? 'USERPROFILE' : 'HOME'} is not set, so there is no place to prepare.`,
      `Set it and ${startAgain}`,
    ),
  badId: (id: string) =>
    new PrepareRefusal(
      'bad-id',
      `"${id}" is not the id of a dev container.`,
      'Pass "${devcontainerId}" as the first argument.',
    ),
  noWorkspace: () =>
    new PrepareRefusal(
      'no-workspace',
      'The workspace folder cannot be found.',
      'Run this in the workspace folder.',
    ),
  workspaceTooWide: (workspace: string, path: string) =>
    new PrepareRefusal(
      'workspace-too-wide',
      `The workspace ${workspace} holds ${path}, all of which the container would get to see and write.`,
      `Open the folder of one project and ${startAgain}`,
    ),
  configDir: (path: string) =>
    new PrepareRefusal(
      'config-dir',
      `CLAUDE_CONFIG_DIR (${path}) is relative or lies in the workspace, where a container could write it.`,
      `Set it to an absolute path outside of the workspace, or unset it, and ${startAgain}`,
    ),
  claudeJson: (path: string, workspace: string) =>
    new PrepareRefusal(
      'claude-json',
      `${path} leads into the workspace ${workspace}, where a container could write it.`,
      `Put the file itself there and ${startAgain}`,
    ),
  notAFolder: (path: string) =>
    new PrepareRefusal(
      'not-a-folder',
      `${path} is not a folder, and has to be one to be mounted.`,
      `Move it away and ${startAgain}`,
    ),
  isALink: (path: string) =>
    new PrepareRefusal(
      'is-a-link',
      `${path} is a link, and what it leads to must not be mounted.`,
      `Look where it leads, put a real folder in its place, and ${startAgain}`,
    ),
  notALink: (path: string) =>
    new PrepareRefusal('not-a-link', `${path} is not a link.`, `Move it away and ${startAgain}`),
  notDirect: (path: string, workspace: string) =>
    new PrepareRefusal(
      'not-direct',
      `${path} leads through the workspace ${workspace}, where a container could make it lead anywhere.`,
      `Look where it leads, let it lead there directly, and ${startAgain}`,
    ),
  otherProject: (link: string, project: string) =>
    new PrepareRefusal(
      'other-project',
      `${link} does not lead to the conversations of this project (${project}).`,
      `If the workspace or the Claude config directory was moved, remove it and ${startAgain}`,
    ),
  homeForCompose: () =>
    new PrepareRefusal(
      'compose-home',
      'The path of the home has a line break or another control character in it, and no Compose file can hold it.',
      'Use an account without one.',
    ),
  composeFolder: () =>
    new PrepareRefusal(
      'compose-folder',
      'The folder .claude-sessions beside devcontainer.json is a link, a file, or has folders in it, and a Compose file has to be written there.',
      `Look what it is, delete it and ${startAgain}`,
    ),
  composeOutside: () =>
    new PrepareRefusal(
      'compose-outside',
      'The folder of devcontainer.json lies outside of the workspace, by a link, and no Compose file is written there.',
      `Put a real folder in its place and ${startAgain}`,
    ),
  failed: (error: unknown) =>
    new PrepareRefusal(
      'failed',
      `What this dev container mounts could not be made: ${error instanceof Error ? error.message : error}.`,
      `Fix this and ${startAgain}`,
      { cause: error },
    ),
};

/** The id of a dev container is 52 characters of base 32; any digits and small letters are let pass. */
export function isDevcontainerId(id: string): boolean {
  return /^[0-9a-z]+$/.test(id);
}
