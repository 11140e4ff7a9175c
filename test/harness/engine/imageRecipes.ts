const user = 'RUN useradd --create-home --uid 1000 --shell /bin/bash vscode';
const noSudo = 'RUN rm -f /usr/bin/sudo';
const sudo =
  'RUN echo "vscode ALL=(root) NOPASSWD:ALL" > /etc/sudoers.d/vscode && chmod 0440 /etc/sudoers.d/vscode';
const bash = 'CMD ["/bin/bash"]';

/**
 * The lines after FROM of each image. `vscode` is UID 1000 wherever it is; the container's user is root unless
 * the name says otherwise.
 */
export const imageRecipes = {
  /** Only root. */
  root: bash,
  /** A user `vscode` without sudo. */
  vscode: `${user}\n${noSudo}\n${bash}`,
  /** A user `vscode` who may become root without a password. */
  'vscode-sudo': `${user}\n${sudo}\n${bash}`,
  /** The container's user is `vscode`, without sudo. */
  nonroot: `${user}\n${noSudo}\nUSER vscode\n${bash}`,
  /** The container's user is `vscode`, with sudo. */
  'nonroot-sudo': `${user}\n${sudo}\nUSER vscode\n${bash}`,
  /** As Claude Code's official dev container: the container's user is `node`, UID 1000, who has a `~/.claude`. */
  node: [
    'RUN useradd --create-home --uid 1000 --shell /bin/bash node',
    'RUN mkdir -p /workspace /home/node/.claude && chown -R node:node /workspace /home/node/.claude',
    'USER node',
    bash,
  ].join('\n'),
  /** Files are already in the user's `~/.claude`, one of them executable, one in a folder, one read-only. */
  prefilled: [
    user,
    'RUN mkdir -p /home/vscode/.claude/agents /home/vscode/.claude/hooks',
    'RUN echo "# from the image" > /home/vscode/.claude/CLAUDE.md',
    'RUN echo "---\\nname: baked\\n---\\nfrom the image" > /home/vscode/.claude/agents/baked.md',
    'RUN echo "#!/bin/sh" > /home/vscode/.claude/hooks/baked.sh && chmod 0755 /home/vscode/.claude/hooks/baked.sh',
    'RUN echo "{}" > /home/vscode/.claude/settings.json && chmod 0400 /home/vscode/.claude/settings.json',
    'RUN chown -R vscode:vscode /home/vscode/.claude',
    bash,
  ].join('\n'),
  /** busybox only, with ash; users root and `dev`, UID 1000. */
  busybox: 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\nCMD ["/bin/sh"]',
} as const;

export type ImageName = keyof typeof imageRecipes;

/** The remote user that an image is made for, where that is not the container's user. */
export const remoteUsers: Partial<Record<ImageName, string>> = {
  vscode: 'vscode',
  'vscode-sudo': 'vscode',
  node: 'node',
  prefilled: 'vscode',
  busybox: 'dev',
};
