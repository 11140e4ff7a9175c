import { advice } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';

export const containerImpostor = defineCheck({
  code: 'container-impostor',
  place: 'container',
  severity: 'warning',
  title: 'Not this project’s container',
  why: 'Dev containers are found by their labels, and an image can carry the labels of your project: then every container of that image passes for yours, and tools open or execute things in it. A container of Claude Sessions is recognised by what it mounts.',
  remedy: 'Look where the container comes from; remove it and its image when you do not know it.',
  needs: ['engine'],
  find: ({ engine }) =>
    engine.impostors.map(({ name, why }) => ({
      severity: 'warning',
      message: `The container ${name} carries this project’s labels, but is not this project’s.`,
      evidence: [`${name}: ${why}`],
      fix: advice`Look where it comes from (\`${engine.command} inspect\`); if you do not know it, remove it and its image.`,
    })),
});
