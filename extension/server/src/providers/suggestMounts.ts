import { profileDirectories } from '@claude-sessions/core/catalogue.ts';
import { containerHostDir, hostHome } from '@claude-sessions/core/containerPaths.ts';
import { defaultShareOptions, type Mode, wantedMounts } from '@claude-sessions/core/share/options.ts';
import { type Suggestion, snippetText } from './suggestion.ts';

const options: readonly {
  readonly options: Partial<typeof defaultShareOptions>;
  readonly label: string;
  readonly detail: string;
  readonly about: string;
}[] = [
  {
    options: { memory: 'rw' },
    label: 'Claude: project memory, to write',
    detail: 'share --memory rw',
    about:
      'The container can write this project’s memory, which Claude Code on the host takes for instructions. Without this mount it can read it.',
  },
  {
    options: { tasks: true },
    label: 'Claude: task lists, to write',
    detail: 'share --tasks',
    about:
      'The container can read and write task lists: every project’s, as they are filed without their project.',
  },
  {
    options: { allProjects: true },
    label: 'Claude: all projects’ conversations, to read',
    detail: 'share --all-projects',
    about:
      'The container can read the conversations of every project of this host. Its own go on being those of this project.',
  },
];

interface MountsAround {
  readonly mode: Mode;
  readonly usesCompose: boolean;
  /** Entries that are there already. */
  readonly present: readonly unknown[];
  /** Who runs Claude Code in the container, where the file says so plainly. */
  readonly user: string | undefined;
}

/** Whole entries of `mounts`: those of our options where this is shared; a volume where none of our Features keeps one. */
export function suggestMounts({ mode, usesCompose, present, user }: MountsAround): Suggestion[] {
  if (mode === 'none') return [volume(user)];
  return options.flatMap(({ options: chosen, label, detail, about }) => {
    const [entry] = wantedMounts(mode, { ...defaultShareOptions, ...chosen }, usesCompose);
    if (entry === undefined || present.includes(entry)) return [];
    return [{ label, detail, about: [about], text: JSON.stringify(entry) }];
  });
}

function volume(user: string | undefined): Suggestion {
  const entry = (home: string) =>
    JSON.stringify(`type=volume,source=claude-code-config-\${devcontainerId},target=${home}/.claude`);
  const home = user === undefined ? '/home/vscode' : user === 'root' ? '/root' : `/home/${user}`;
  const [before = '', behind = ''] = entry('/home/\0').split('\\u0000');
  return {
    label: 'Claude: a volume for its state',
    detail: 'kept across rebuilds, apart from the host',
    about: [
      'The container’s Claude state is kept across rebuilds: login, settings, conversations. It sees nothing of the host’s.',
      'The image has to have the folder, owned by the user who runs Claude Code. The Feature `claude-persist` keeps the same volume and sees to that.',
    ],
    text: entry(home),
    ...(user === undefined && {
      snippet: `${snippetText(before)}\${1:vscode}${snippetText(behind)}`,
    }),
  };
}

/** A field of a mount's string that is being written. */
export interface MountField {
  /** The field so far, in small letters; its value from behind `=`. */
  readonly name: string;
  readonly hasValue: boolean;
  /** The fields before it. */
  readonly before: string;
  /** The whole entry. */
  readonly entry: string;
}

export function suggestFields(
  { name, hasValue, before, entry }: MountField,
  usesCompose: boolean,
): Suggestion[] {
  if (hasValue && /^(source|src)$/.test(name)) {
    return profileDirectories.map((each) => ({
      label: `${hostHome}/.claude/${each}`,
      detail: 'of the host’s Claude, on every system',
      about: [
        `Mount it \`readonly\`: what the container wrote there, Claude Code on the host would run or follow. \`claude-sessions share\` mounts it so by itself.`,
      ],
      text: `${hostHome}/.claude/${each}`,
    }));
  }
  if (hasValue && /^(target|destination|dst)$/.test(name)) {
    return profileDirectories
      .filter((each) => entry.includes(`/.claude/${each}`))
      .map((each) => ({
        label: `${containerHostDir}/${each}`,
        detail: 'where our Features mount it',
        about: ['The Feature `claude-sessions` links it from there into Claude’s folder in the container.'],
        text: `${containerHostDir}/${each}`,
      }));
  }
  if (hasValue || before === '' || usesCompose || /(^|,)\s*(readonly|ro)\b/.test(before)) return [];
  return [
    {
      label: 'readonly',
      detail: 'the container cannot write it',
      about: ['Without a value: `readonly=1` is not heeded by Podman.'],
      text: 'readonly',
    },
  ];
}
