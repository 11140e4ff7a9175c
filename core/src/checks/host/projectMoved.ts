import { counted } from '../../counted.ts';
import { type Advice, advice, joinAdvice, ourCommandAbout } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';
import type { FormerPlace } from '../../findings/facts.ts';

const evidenceOf: Readonly<Record<FormerPlace['knownBy'], string>> = {
  folder: 'the same folder, renamed or moved',
  clone: 'the same clone of the repository',
  remote: 'a clone of the same remote repository',
  file: 'the same devcontainer.json',
};

export const projectMoved = defineCheck({
  code: 'project-moved',
  place: 'host',
  severity: 'warning',
  title: 'Project renamed or moved',
  why: 'Claude Code files conversations under the path of the project, and the dev container’s id, and with it the volume, follows from that path too. In a folder that was renamed, moved or cloned again, everything seems gone: it is still there, under the former path. Only the folder itself proves that it is the same project; a repository or a file that is the same is a hint, and is said to be no more.',
  remedy:
    'Run `claude-sessions adopt` with the former path: it shows what it would take over, and asks. If that was another project, leave it; `claude-sessions prune` clears what is left of projects that are gone.',
  anchor: 'elsewhere',
  needs: ['host'],
  find({ host: { formerPlaces = [] } }) {
    const certain = formerPlaces.filter(({ knownBy }) => knownBy === 'folder');
    const places = [...certain, ...formerPlaces.filter((place) => !certain.includes(place))];
    const [first] = places;
    if (!first) return [];
    const weak = places.every(({ knownBy }) => knownBy === 'file');
    return [
      {
        severity: weak ? 'information' : 'warning',
        message: messageOf(places, certain.length),
        evidence: places.map(
          ({ folder, knownBy, conversations }) =>
            `${folder}: ${evidenceOf[knownBy]}; ${conversations === 0 ? 'no conversations' : counted(conversations, 'conversation')} on this host`,
        ),
        fix: fixOf(places, certain.length),
      },
    ];
  },
});

/** What is still filed there is said as far as it is known: of the container's data only the engine could tell. */
function messageOf(places: readonly FormerPlace[], certain: number): string {
  const [first] = places;
  const named = certain > 0 ? places.slice(0, certain) : places;
  const hasConversations = named.some(({ conversations }) => conversations > 0);
  const are = hasConversations ? 'are still filed there' : 'may still be filed there';
  const and = (conversations: string) => (hasConversations ? `${conversations} and ` : '');
  if (certain === 1 && first)
    return `This project was at ${first.folder} before; ${and('its conversations')}its container's Claude data ${are}.`;
  if (certain > 1)
    return `This project was at ${certain} other places before; ${and('conversations')}the container's Claude data ${are}.`;
  return places.length === 1 && first
    ? `This project may have been at ${first.folder} before, which is gone; ${and('conversations')}Claude data of that place ${are}.`
    : `This project may have been at one of ${places.length} places before that are gone; their ${and('conversations')}Claude data ${are}.`;
}

function fixOf(places: readonly FormerPlace[], certain: number): Advice {
  const commands = places.map(({ name }) => ourCommandAbout('adopt', name));
  const list = joinAdvice(
    commands.flatMap((command, index) => (index === 0 ? [command] : [' or ', command])),
  );
  return certain === places.length
    ? advice`Take over what is there with ${list}.`
    : advice`If it was this project, take over what is there with ${list}; it shows everything first.`;
}
