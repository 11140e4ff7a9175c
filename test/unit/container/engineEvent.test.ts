import { eventFolder } from '@claude-sessions/core/container/engineEvent.ts';
import { expect, it } from 'vitest';

const labels = { 'devcontainer.local_folder': '/w' };
const docker = (Action: string, Attributes: object = labels) =>
  JSON.stringify({ status: Action, Type: 'container', Action, Actor: { ID: 'x', Attributes }, time: 1 });

it.each([
  ['Docker’s start', docker('start'), '/w'],
  [
    'Podman’s start',
    JSON.stringify({ Name: 'x', Status: 'start', Type: 'container', Attributes: labels }),
    '/w',
  ],
  ['one without labels', JSON.stringify({ Name: 'x', Status: 'start', Type: 'container' }), undefined],
  ['a label that is no text', docker('start', { 'devcontainer.local_folder': 1 }), undefined],
  ['what is no JSON', '2026-01-01 container start x', undefined],
  ['JSON of another form', '[1]', undefined],
  ['a look of ours', docker('exec_create: /bin/sh -c x'), null],
  ['the end of one', docker('exec_die'), null],
  ['a health check', docker('health_status: healthy'), null],
  ['a destruction', docker('destroy'), '/w'],
])('%s', (_, line, folder) => expect(eventFolder(line)).toBe(folder));
