import { defaultCollection } from '@claude-sessions/core/features.ts';
import { UsageError } from '../host/errors.ts';

/**
 * The collection of our Features: the option, else CLAUDE_SESSIONS_COLLECTION, else the public collection.
 * @throws UsageError when that is no registry with a namespace, nor a relative folder
 */
export function collectionFrom(
  options: { readonly collection?: string | undefined },
  env: NodeJS.ProcessEnv,
): string {
  const collection = options.collection ?? (env.CLAUDE_SESSIONS_COLLECTION || defaultCollection);
  const bare = collection.replace(/\/+$/, '');
  if (/^\.\.?(\/[^/]+)*$|^[\w.-]+(:\d+)?(\/[a-z0-9._-]+)+$/.test(bare)) return bare;
  throw new UsageError(
    `"${collection}" is no collection of Features.`,
    `Name a registry and namespace such as ${defaultCollection}, or a folder such as ./features.`,
  );
}
