import { advice, ourCommand } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';
import { noFoldersThere } from '../../share/noFoldersThere.ts';

export const engineElsewhere = defineCheck({
  code: 'engine-elsewhere',
  place: 'container',
  severity: 'error',
  title: 'Engine lacks these folders',
  why: 'An engine mounts folders of the machine that it runs on. Where Docker is on another machine (`DOCKER_HOST`, `docker context`), or its socket was handed into a container, it does not have the ones that are shared: the dev container does not start, or gets empty ones.',
  remedy: 'Isolate the project instead: its volume is where the engine is. Or use an engine on this host.',
  needs: ['configuration', 'engine'],
  find: ({ configuration: { configured }, engine: { command, elsewhere } }) =>
    elsewhere === undefined || configured?.mode !== 'share'
      ? []
      : [
          {
            severity: 'error',
            message: noFoldersThere(elsewhere),
            evidence: [command],
            fix: advice`Run ${ourCommand('isolate')}: the volume is where the engine is. Or use an engine on this host.`,
          },
        ],
});
