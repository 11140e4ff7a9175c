import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { commandTitles } from '../../../extension/src/text/commandTitles.ts';
import { repository } from '../../harness/system/repository.ts';

vi.mock('vscode', () => ({
  TreeItemCollapsibleState: {},
  ThemeColor: class {},
  Uri: { from: () => ({}) },
  EventEmitter: class {},
}));

const folder = join(repository, 'extension');
const read = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8'));
const manifest = read('package.json');
const words: Record<string, string> = read('package.nls.json');
const { contributes } = manifest;
const declared: string[] = contributes.commands.map(({ command }: { command: string }) => command);

const { commandTable } = await import('../../../extension/src/commands/commandTable.ts');
const titles: Readonly<Record<string, string>> = commandTitles;

/** Every string in a value, however deep. */
function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : [];
}

describe('the manifest', () => {
  it('has each command in the table, in package.json and in the words, with one title', () => {
    const inTable = Object.keys(commandTable);
    const inManifest = declared.map((command) => command.replace('claudeSessions.', ''));
    const names = new Set([...inTable, ...inManifest, ...Object.keys(commandTitles)]);
    const missing = [...names].flatMap((name) => {
      const title = contributes.commands.find(
        ({ command }: { command: string }) => command === `claudeSessions.${name}`,
      )?.title;
      return [
        ...(inTable.includes(name) ? [] : [`${name} in commands/commandTable.ts`]),
        ...(title === `%command.${name}%`
          ? []
          : [`${name} with the title %command.${name}% in package.json`]),
        ...(words[`command.${name}`] === titles[name]
          ? []
          : [`command.${name} in package.nls.json as in text/commandTitles.ts: ${titles[name]}`]),
      ];
    });
    expect(missing).toEqual([]);
    expect(declared).toHaveLength(names.size);
  });

  it('has words for every placeholder, and no others', () => {
    const used = strings(manifest).flatMap((text) => /^%(.+)%$/.exec(text)?.[1] ?? []);
    expect([...new Set(used)].sort()).toEqual(Object.keys(words).sort());
  });

  it('offers in menus and links only commands of ours that there are', () => {
    const menus = Object.values(contributes.menus).flat() as { command: string }[];
    const links = strings(words).flatMap((text) => [...text.matchAll(/\(command:(claudeSessions\.\w+)\)/g)]);
    const named = [...menus.map(({ command }) => command), ...links.map(([, command]) => command)];
    expect(named.filter((command) => !declared.includes(command ?? ''))).toEqual([]);
    expect(links.length).toBeGreaterThan(3);
  });

  it('hides from the palette what cannot be called without an argument', () => {
    const hidden = (contributes.menus.commandPalette as { command: string; when: string }[])
      .filter(({ when }) => when === 'false')
      .map(({ command }) => command);
    expect(hidden.sort()).toEqual(
      [
        'fixFinding',
        'moreConversations',
        'moreSnapshots',
        'openDocumentation',
        'rollBack',
        'showFinding',
      ].map((name) => `claudeSessions.${name}`),
    );
  });

  it('shows the eleven commands of the palette in every window', () => {
    const conditional = (contributes.menus.commandPalette as { command: string }[]).map(
      ({ command }) => command,
    );
    const always = declared.filter((command) => !conditional.includes(command));
    expect(always.map((command) => command.replace('claudeSessions.', '')).sort()).toEqual(
      [
        ...['share', 'isolate', 'remove', 'checkMounts', 'troubleshoot', 'prepare', 'copyReport'],
        ...['keepInAll', 'stopKeepingInAll', 'showLog', 'continueHere'],
      ].sort(),
    );
  });

  it('lets no workspace name a program or a collection', () => {
    const properties = contributes.configuration.properties;
    const named = ['collection', 'dockerPath', 'devcontainerPath'].map((name) => `claudeSessions.${name}`);
    expect(named.map((name) => properties[name].scope)).toEqual(['machine', 'machine', 'machine']);
    expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations).toEqual(named);
  });

  it('starts on nothing but a dev container in the folder', () => {
    expect(manifest.activationEvents).toEqual([
      'workspaceContains:.devcontainer/devcontainer.json',
      'workspaceContains:.devcontainer.json',
      'workspaceContains:.devcontainer/*/devcontainer.json',
    ]);
  });

  it('names pictures that are there', () => {
    const pictures = strings(manifest).filter((text) => /^media\/[^*]+$/.test(text));
    expect(pictures.filter((path) => !existsSync(join(folder, path)))).toEqual([]);
  });
});
