import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { marketplacesFile } from '@claude-sessions/core/prepare/layout.ts';
import {
  gitConfigHoldsLogin,
  type Marketplaces,
  readMarketplaces,
} from '@claude-sessions/core/prepare/marketplaces.ts';
import { readTextIfAny } from '../host/files.ts';

/** The plugin marketplaces of this host, as a container gets to see them: also what their clones' git configuration holds. */
export async function hostMarketplaces(home: string): Promise<Marketplaces> {
  const plugins = join(home, '.claude', 'plugins');
  const clones = join(plugins, 'marketplaces');
  const read = async (...names: string[]) => (await readTextIfAny(join(...names)).catch(() => '')) ?? '';
  const [text, names] = await Promise.all([
    read(plugins, marketplacesFile),
    readdir(clones).catch((): string[] => []),
  ]);
  const configs = await Promise.all(names.map((name) => read(clones, name, '.git', 'config')));
  const cloned = names.filter((_, index) => gitConfigHoldsLogin(configs[index] ?? ''));
  const { local, withLogin } = readMarketplaces(text);
  return { local, withLogin: [...new Set([...withLogin, ...cloned])].sort() };
}
