/**
 * The labels of containers of ours, and in Kubernetes the annotations of pods. Whoever makes a container may set them: an image's own
 * are not believed.
 */
export const ourLabels = {
  /** The mounts that it has to have: a JSON list of mounts, each as devcontainer.json has them. */
  mounts: 'claude-sessions.mounts',
} as const;

/** kubectl's own annotation: the container that is meant where none is named (https://kubernetes.io/docs/reference/labels-annotations-taints/). */
export const defaultContainer = 'kubectl.kubernetes.io/default-container';

/** By these a run of a capsule knows what another left behind. */
export const capsuleLabels = {
  /** The folder on the host that it is of. */
  folder: 'claude-sessions.capsule.folder',
  /** `agent` for the capsule itself; any other container of it is over soon. */
  role: 'claude-sessions.capsule.role',
  /** On the capsule itself: how it was run (core/src/capsule/recordedRun.ts). */
  run: 'claude-sessions.capsule.run',
} as const;

/** On a container that an exported script made: by which it is made anew. */
export const scriptLabels = {
  /** The path of the script. */
  script: 'claude-sessions.script',
  /** What it was given: a slot, empty for none, and the folder of the secrets. */
  slot: 'claude-sessions.script.slot',
  secrets: 'claude-sessions.script.secrets',
} as const;

/** Those that Docker Compose puts on a container. */
export const composeLabels = {
  project: 'com.docker.compose.project',
  service: 'com.docker.compose.service',
  files: 'com.docker.compose.project.config_files',
  environmentFiles: 'com.docker.compose.project.environment_file',
  folder: 'com.docker.compose.project.working_dir',
  oneOff: 'com.docker.compose.oneoff',
} as const;

type Labels = Readonly<Record<string, string>>;

/** The labels that the maker of a container gave it. */
export function givenLabels(labels: Labels, ofImage: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => !Object.hasOwn(ofImage, name)));
}
