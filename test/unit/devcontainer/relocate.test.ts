import { expect, it } from 'vitest';
import { parseDocument } from '../../../core/src/devcontainer/document.ts';
import { relocateDocument } from '../../../core/src/devcontainer/relocate.ts';

const moved = (text: string, prefix = '..') => relocateDocument(parseDocument(text), prefix);

it('gives the paths that are relative to the file a prefix, and keeps all else', () => {
  expect(
    moved(`{
  // built here
  "build": { "dockerfile": "Dockerfile", "context": ".." }, // image
  "features": {
    "./local-feature": { "x": 1 }, // ours
    "ghcr.io/devcontainers/features/git:1": {}
  },
  "initializeCommand": "./setup.sh",
  "mounts": ["source=\${localWorkspaceFolder}/x,target=/x,type=bind"]
}`),
  ).toBe(`{
  // built here
  "build": { "dockerfile": "../Dockerfile", "context": "../.." }, // image
  "features": {
    "../local-feature": { "x": 1 }, // ours
    "ghcr.io/devcontainers/features/git:1": {}
  },
  "initializeCommand": "./setup.sh",
  "mounts": ["source=\${localWorkspaceFolder}/x,target=/x,type=bind"]
}`);
});

it('states the context that was the file’s own folder', () => {
  expect(moved('{"build": {"dockerfile": "Dockerfile"}}')).toBe(
    '{"build": {"dockerfile": "../Dockerfile", "context": ".."}}',
  );
  expect(moved('{"dockerFile": "./sub/Dockerfile"}', '../..')).toBe(
    '{"dockerFile": "../../sub/Dockerfile", "context": "../.."}',
  );
});

it('keeps the comments between Compose files', () => {
  expect(moved('{\n  "dockerComposeFile": [\n    "../a.yml", // base\n    "b.yml" // ours\n  ]\n}')).toBe(
    '{\n  "dockerComposeFile": [\n    "../../a.yml", // base\n    "../b.yml" // ours\n  ]\n}',
  );
  expect(moved('{"dockerComposeFile": "a.yml"}', '../..')).toBe('{"dockerComposeFile": "../../a.yml"}');
});

it.each(['/abs/Dockerfile', '${localWorkspaceFolder}/Dockerfile', 'C:\\x\\Dockerfile', 'c:/x/Dockerfile'])(
  'leaves the absolute path %s',
  (path) => {
    const text = JSON.stringify({ build: { dockerfile: path, context: path } });
    expect(JSON.parse(moved(text))).toEqual(JSON.parse(text));
  },
);

it.each([
  '{}',
  '{"image": "x"}',
  '{"build": null, "features": null, "dockerComposeFile": null}',
  '',
  '[]',
  '{"build": 1}',
])('leaves %j as it is', (text) => {
  expect(moved(text)).toBe(text);
});
