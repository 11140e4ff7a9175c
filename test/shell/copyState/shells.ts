import { findOnPath } from '../../harness/system/findOnPath.ts';

const known: readonly (readonly string[])[] = [['dash'], ['bash', '--posix'], ['busybox', 'ash']];
const found = known.filter(([name = '']) => findOnPath(name));

/** The shells that an image may have, as far as this machine has them: the words that start each. */
export const shells: readonly (readonly string[])[] = found.length > 0 ? found : [['sh']];
