/**
 * A prepare script as it is written beside a devcontainer.json. The assets have all of it; what lies between a line `#: compose`
 * and a line `#: end` is about Docker Compose, and left out where there is none: a team reads what it uses.
 *
 * @param asset `core/assets/prepare.sh` or `prepare.ps1`
 */
export function scriptText(asset: string, usesCompose: boolean): string {
  let isKept = true;
  return asset
    .split('\n')
    .filter((line) => {
      const mark = line.trim();
      if (mark === '#: compose') isKept = usesCompose;
      else if (mark === '#: end') isKept = true;
      else return isKept;
      return false;
    })
    .join('\n');
}
