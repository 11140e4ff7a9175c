import { advice, ourCommand } from '@claude-sessions/core/findings/advice.ts';
import type { Configured } from '@claude-sessions/core/share/readConfigured.ts';
import { projectSlug } from '@claude-sessions/core/slug.ts';
import type { FoundConversation } from '../../conversations/findConversations.ts';
import { volumeWords } from '../../conversations/resume/chooseSide.ts';
import { hostDirectory } from '../../conversations/resume/hostDirectory.ts';
import { insideDirectory } from '../../conversations/resume/insideDirectory.ts';
import { UserError } from '../../host/errors.ts';
import { adviceHere, typedHere } from '../../workspace/commandWords.ts';
import { mirrorInUse } from '../../workspace/preparedProject.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { carryReview } from '../carryReview.ts';
import { enterWorkspace } from '../enterChosen.ts';
import { notInstalled } from '../notInstalled.ts';
import { printPlan } from './printPlan.ts';
import { knownFolders, type ResumeContext } from './ResumeContext.ts';
import { workspaceAround } from './workspaceAround.ts';
import { workspaceOfVolume } from './workspaceOfVolume.ts';

/**
 * Goes to the directory, if the container has it, and on. Clients before 2.1.234 know no common name for the folders of a project: what
 * is shared they find in the workspace folder.
 */
const script = `command -v claude >/dev/null 2>&1 || exit 127
knows() { [ "$1" -gt 2 ] || { [ "$1" -eq 2 ] && { [ "$2" -gt 1 ] || { [ "$2" -eq 1 ] && [ "$3" -ge 234 ]; }; }; }; }
version() { claude --version </dev/null | sed 's/[^0-9.].*//; y/./ /'; }
if [ -n "$2" ] && { [ "$1" = own ] || knows $(version); } 2>/dev/null; then
  CDPATH= cd -- "$2" >/dev/null 2>&1 || :
fi
shift 2
exec claude "$@"`;

/**
 * Goes on with a conversation in its dev container, which is brought up if need be.
 * @returns the exit code of Claude Code
 * @throws UserError when the container has not got the conversation
 */
export async function resumeInside(conversation: FoundConversation, context: ResumeContext): Promise<number> {
  const { args, options } = context;
  const workspace = await workspaceOf(conversation, context);
  if (options.dryRun) {
    return printPlan(conversation, { side: 'container', directory: workspace.folder, context });
  }
  const directory = insideDirectory(conversation.cwd, workspace.realFolder);
  const whose = conversation.place.kind === 'container' ? 'own' : 'shared';
  const id = await idInside(conversation, workspace);
  const command = ['sh', '-c', script, 'sh', whose, directory, '--resume', id, ...args];
  return enterWorkspace(workspace, command, options, {
    require: (configured) => ensureThere(conversation, workspace, configured),
    notFound: notInstalled,
  });
}

async function workspaceOf(conversation: FoundConversation, context: ResumeContext): Promise<Workspace> {
  const { place, project } = conversation;
  if (place.kind === 'container') return workspaceOfVolume(conversation, place, context);
  const start =
    place.kind === 'mirror'
      ? (project ?? context.request.project)
      : await hostDirectory(conversation, knownFolders(context));
  const workspace = await workspaceAround(start, context);
  if (workspace) return workspace;
  throw new UserError(
    `${start} has no dev container: there is no devcontainer.json.`,
    'Resume it on this host: leave out --container.',
  );
}

/** A reviewed container may have a conversation of this host under another id, once it has it at all. */
async function idInside({ id, slug, place }: FoundConversation, workspace: Workspace): Promise<string> {
  if (place.kind !== 'host' || (await mirrorInUse(workspace.preparedFolder)) === undefined) return id;
  await carryReview(workspace, 'push');
  const { mirrorIdOf } = await import('../../review/otherId.ts');
  return (await mirrorIdOf(workspace, `${slug}/${id}.jsonl`)) ?? id;
}

/** Of this host's conversations a container has those that are shared with it. */
async function ensureThere(
  { id, slug, place }: FoundConversation,
  workspace: Workspace,
  { mode, options, handMade }: Configured,
): Promise<void> {
  if (place.kind === 'container') {
    if (mode !== 'none' || handMade.length > 0) return;
    throw new UserError(
      `${id} lies in ${volumeWords(place)}, which ${workspace.configFile} does not mount any more.`,
      await adviceHere(workspace, advice`Run ${ourCommand('isolate')} or ${ourCommand('share')} first.`),
    ).as('not-set-up');
  }
  if (mode !== 'share') {
    throw new UserError(
      `${id} is a conversation of this host, and the dev container does not share them.`,
      await adviceHere(workspace, advice`Run ${ourCommand('share')} first, or leave out --container.`),
    ).as('not-set-up');
  }
  if (options.review || slug === projectSlug(workspace.realFolder)) return;
  throw new UserError(
    `${id} was begun in a sub-folder or worktree of this host, and those are not shared live.`,
    `Leave out --container; or turn review on (${await typedHere(workspace, 'share', '--review')}), which carries them, too.`,
  );
}
