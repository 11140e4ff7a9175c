/** Paths that are not even looked up: doing so would mount something, ask another machine, or a device. */
const remote = /^(?:\/net\/|\/proc\/|\/dev\/|\/sys\/|\/afs\/|[\\/]{2})/;

export const isRemote = (path: string): boolean => remote.test(path);
