import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ResumeContext } from '../../../../cli/src/commands/resume/ResumeContext.ts';
import { resumeFound } from '../../../../cli/src/commands/resume/resumeFound.ts';
import { openWorkspace } from '../../../../cli/src/workspace/workspace.ts';
import { config } from '../../../harness/place/Place.ts';
import { ApiPlace } from '../../api/place.ts';
import { foundConversation, inVolume, sessionId } from '../support.ts';

let place: ApiPlace;
beforeEach(() => {
  place = new ApiPlace();
  place.write(config, '{"image": "x"}');
  // Nobody is asked.
  vi.stubEnv('CI', 'true');
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  place.remove();
});

function context(options: ResumeContext['options'] = {}): ResumeContext {
  return {
    request: {
      configDir: join(place.home, '.claude'),
      home: place.home,
      project: join(place.root, 'elsewhere'),
    },
    workspace: undefined,
    args: [],
    options: { dryRun: true, ...options },
  };
}

/** What it prints. */
async function printed(run: () => Promise<number>): Promise<{ out: string; log: string }> {
  const texts = { out: '', log: '' };
  const into = (name: 'out' | 'log') => (text: unknown) => {
    texts[name] += String(text);
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(into('out'));
  vi.spyOn(process.stderr, 'write').mockImplementation(into('log'));
  expect(await run()).toBe(0);
  return texts;
}

describe('a conversation that a container alone has', () => {
  const volume = async () => {
    const { devcontainerId } = await openWorkspace(place.folder, join(place.folder, config));
    return `claude-code-config-${devcontainerId}`;
  };

  it.each(['', 'app_devcontainer_'])(
    'is resumed in the dev container whose volume it is: %j',
    async (before) => {
      const conversation = foundConversation({
        place: inVolume(before + (await volume()), 'app-1'),
        project: place.folder,
      });
      const { out } = await printed(() => resumeFound(conversation, context()));
      expect(out).toBe(
        `In the dev container of ${place.folder}, which is started if need be:\n  claude --resume ${sessionId}\n`,
      );
    },
  );

  it('is resumed in the one that mounts the volume by its name', async () => {
    const mounts = ['source=our-claude,target=/home/node/.claude,type=volume'];
    place.write(config, JSON.stringify({ image: 'x', mounts }));
    const conversation = foundConversation({ place: inVolume('our-claude', 'app-1'), project: place.folder });
    expect((await printed(() => resumeFound(conversation, context()))).out).toContain(place.folder);
  });

  it('of a capsule, or another container that runs: says how to go in', async () => {
    const conversation = foundConversation({ place: inVolume('agent-home', 'agent') });
    await expect(resumeFound(conversation, context())).rejects.toMatchObject({
      hint: `Go on there by \`docker exec -it agent claude --resume ${sessionId}\`.`,
    });
  });

  it('is resumed nowhere when no project has that volume', async () => {
    for (const project of [place.folder, join(place.root, 'gone')]) {
      const conversation = foundConversation({ place: inVolume('claude-code-config-other'), project });
      await expect(resumeFound(conversation, context())).rejects.toThrow(
        'belongs to no dev container that this host knows',
      );
    }
  });
});

describe('a conversation that is open', () => {
  it.each([
    ['host', 'on this host'],
    ['container', 'in the dev container'],
  ] as const)('on the %s is resumed only by --yes where nobody can be asked', async (openIn, words) => {
    const conversation = foundConversation({
      openIn,
      slug: place.folder.replace(/[^a-zA-Z0-9]/g, '-'),
      project: place.folder,
    });
    const { log } = await printed(() => resumeFound(conversation, context()));
    expect(log).toContain(`is open in Claude Code ${words}`);
    vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
    await expect(resumeFound(conversation, context({ dryRun: false }))).rejects.toThrow('was not started');
  });
});
