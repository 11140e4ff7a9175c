import { expect, it } from 'vitest';
import { leadsOut, linkedReasons, placeRefusal, secretRefusal } from '../../../core/src/prepare/linked.ts';

it.each([
  [0, 'a', false],
  [0, 'a/b', false],
  [0, '..a', false],
  [0, '..', true],
  [0, '../a', true],
  [0, '/a', true],
  [0, 'a/../b', true],
  [0, 'a/..', true],
  [0, './../a', true],
  [1, '../a', false],
  [1, '..//a', false],
  [1, '../..', true],
  [2, '../../a', false],
  [2, '..///../a', false],
  [2, '../a/../../../b', true],
])('a link %d folders down to %j leads out: %s', (depth, target, isOut) => {
  expect(leadsOut(depth, target)).toBe(isOut);
});

it.each([
  ['/home/me/.agents/skills/a', undefined],
  ['/home/me/.claude/skills/a', undefined],
  ['/home/me/.claude/plugins/a', undefined],
  ['/home/me/.claude/projects/-a/x.jsonl', linkedReasons.isPrivate('projects')],
  ['/home/me/.claude/settings.json', linkedReasons.isPrivate('settings.json')],
  ['/home/me/projects/a', undefined],
  ['/home/me/.ssh/config', linkedReasons.secret('.ssh')],
  ['/home/me/a/.aws/b', linkedReasons.secret('.aws')],
  ['/home/me/.claude/.credentials.json', linkedReasons.secret('.credentials.json')],
])('what lies at %s: %s', (path, why) => {
  expect(placeRefusal(path, '/home/me', '/home/me/.claude', '/')).toBe(why);
});

it('takes a skill by the name of a service for what it is', () => {
  for (const name of ['gh', 'gcloud', 'docker', 'ssh', 'env']) expect(secretRefusal(name)).toBeUndefined();
});
