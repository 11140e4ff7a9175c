import { advice } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';

export const composeProjectRenamed = defineCheck({
  code: 'compose-project-renamed',
  place: 'container',
  severity: 'warning',
  title: 'Compose project was renamed',
  why: 'Docker Compose puts its project’s name before the name of a volume. Under another name (`COMPOSE_PROJECT_NAME`, `name:`, another folder’s name) the container gets a new volume: the login and conversations stay in the former one, which nothing uses any more.',
  remedy:
    'Give the Compose project its former name again, then rebuild the container; remove the volume that you do not need.',
  needs: ['engine'],
  find({ engine: { volumes = [] } }) {
    if (volumes.length < 2) return [];
    return [
      {
        severity: 'warning',
        message:
          'This project has several volumes for Claude’s data, of Compose projects with different names: a login or conversations may be in the other one.',
        evidence: volumes.map(({ name, usedBy }) => `${name}: ${usedBy ?? 'no container of this project'}`),
        fix: advice`Give the Compose project the name again that is before the volume you want (COMPOSE_PROJECT_NAME, or \`name:\` in a Compose file), then rebuild the container; remove the other volume if nothing in it is needed.`,
      },
    ];
  },
});
