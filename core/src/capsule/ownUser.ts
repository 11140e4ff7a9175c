import type { ImageUser } from './types.ts';

/** Of old, new ids and home. Another user of the image that has the new id already keeps it: ids count, not names. */
const script = `sed -i -e "s/^\\([^:]*:[^:]*\\):$1:[0-9]*:/\\1:$3:$4:/" /etc/passwd
sed -i -e "s/^\\([^:]*:[^:]*\\):$2:/\\1:$4:/" /etc/group
chown -R "$3:$4" "$5"`;

/** An image whose user has other ids, with a home of theirs: what the Dev Containers tools do as well (updateRemoteUserUID). */
export function ownUserDockerfile(image: string, user: ImageUser, own: { uid: number; gid: number }): string {
  const words = [user.uid, user.gid, own.uid, own.gid, user.home].map(String);
  const run = ['/bin/sh', '-e', '-c', script, 'sh', ...words];
  return [`FROM ${image}`, 'USER root', `RUN ${JSON.stringify(run)}`, `USER ${own.uid}:${own.gid}`, ''].join(
    '\n',
  );
}
