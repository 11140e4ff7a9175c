import { advice } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';

export const engineUnreachable = defineCheck({
  code: 'engine-unreachable',
  place: 'container',
  severity: 'warning',
  title: 'Engine does not answer',
  why: 'Dev containers run on an engine, Docker or Podman. Without its answer nothing starts, and what a container really mounts cannot be compared with what was asked for.',
  remedy: 'Start the engine, or name the one you use: `--docker-path podman`, or `DOCKER_PATH`.',
  needs: ['engine'],
  find: ({ engine: { command, unreachable } }) =>
    unreachable === undefined
      ? []
      : [
          {
            severity: 'warning',
            message: `The container engine (${command}) does not answer, so nothing is known of the container.`,
            evidence: [unreachable],
            fix: advice`Start the engine, or name another one by \`--docker-path\` or DOCKER_PATH.`,
          },
        ],
});
