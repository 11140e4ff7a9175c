/** Where a capsule has its login from: a folder of the host, its own home, or CLAUDE_CODE_OAUTH_TOKEN of the host. */
export const capsuleLogins = ['folder', 'own', 'token'] as const;
export type CapsuleLogin = (typeof capsuleLogins)[number];

/** A plain container kept up from a folder: all that was asked for, worked out. */
export interface Capsule {
  /** The container's. */
  readonly name: string;
  /** The real path. */
  readonly folder: string;
  /** The volume of the home. */
  readonly volume: string;
  /** An image that was given; undefined where it is built from the folder. */
  readonly image: string | undefined;
  /** The path of what it is built by; undefined with a given image. */
  readonly dockerfile: string | undefined;
  /** As the engine writes it: `4g`. */
  readonly memory: string;
  /** Whether the folder is mounted. */
  readonly workspace: boolean;
  readonly login: CapsuleLogin;
  /** With login `folder`: the folder on the host. */
  readonly loginFolder: string | undefined;
  /** Variables of the host that go inside, by name. */
  readonly variables: readonly string[];
  readonly conversation: string;
  readonly prompt: string | undefined;
  /** What is run instead of the conversation. */
  readonly command: readonly string[];
  /** Whether it is made again at each commit. */
  readonly watch: boolean;
  /** The file that the one run of its folder holds. */
  readonly lock: string;
}

/** The user that an image runs as. */
export interface ImageUser {
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
}
