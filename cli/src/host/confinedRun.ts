/**
 * The engine's words for a container that is there for one script: root without rights but these, without a network, of an image that
 * is there, gone when the script ends. Behind them mounts, then `scriptWords`.
 */
export function confinedRun(name: string, capabilities: readonly string[]): string[] {
  return [
    ...['run', '--rm', '--name', name, '--pull', 'never', '--network', 'none', '--read-only'],
    ...['--user', '0:0', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges', '--pids-limit', '128'],
    ...capabilities.flatMap((capability) => ['--cap-add', capability]),
  ];
}

export function scriptWords(image: string, script: string, words: readonly string[]): string[] {
  return ['--workdir', '/', '--entrypoint', '/bin/sh', image, '-c', script, 'sh', ...words];
}
