/** Whether a reference says which image runs: a tag other than `latest`, or a digest. */
export function isImageWithTag(reference: string): boolean {
  if (!/^[\w.-]+(?::\d+)?(?:\/[\w.-]+)*(?::[\w][\w.-]*)?(?:@sha256:[0-9a-f]{64})?$/.test(reference))
    return false;
  if (reference.includes('@sha256:')) return true;
  const tag = /:([\w][\w.-]*)$/.exec(reference.slice(reference.lastIndexOf('/') + 1))?.[1];
  return tag !== undefined && tag !== 'latest';
}
