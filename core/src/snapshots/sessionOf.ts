import { isSessionId } from '../conversations/sessionId.ts';

const idLength = 36;

/** The conversation that a file of the config directory belongs to, by its path; undefined where that is none. */
export function sessionOf(path: string): string | undefined {
  const [top = '', second = '', third = ''] = path.split('/');
  const name = top === 'projects' ? third : second;
  const id = name.slice(0, idLength);
  if (!isSessionId(id)) return undefined;
  const rest = name.slice(idLength);
  const fits = top === 'projects' ? rest === '' || rest === '.jsonl' : rest === '' || top === 'todos';
  return fits ? id : undefined;
}

/** True of the transcript itself. */
export function isTranscript(path: string): boolean {
  return (
    path.startsWith('projects/') &&
    path.split('/').length === 3 &&
    sessionOf(path) !== undefined &&
    path.endsWith('.jsonl')
  );
}
