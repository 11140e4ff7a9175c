import type { Api } from '../../../cli/src/api/types.ts';

/** The Node host, loaded when it is first needed: it is most of our code, and windows that only open a folder wait for none of it. */
let loading: Promise<Api> | undefined;

/** The build puts the Node host there, beside this bundle. */
const path = './node/api.mjs';

/** @returns the Node host's functions */
export function loadApi(): Promise<Api> {
  loading ??= import(path) as Promise<Api>;
  return loading;
}
