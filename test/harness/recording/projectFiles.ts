import type { RecordedPlace } from './RecordedPlace.ts';

/** A picture of one pixel. */
export const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const notebook = {
  cells: [{ cell_type: 'code', id: 'c1', source: 'x', metadata: {}, outputs: [], execution_count: null }],
  metadata: {},
  nbformat: 4,
  nbformat_minor: 5,
};

/** An MCP server with one tool, which answers with text. */
const server = `
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params } = JSON.parse(line);
  const tools = [{ name: 'look', description: 'Looks.', inputSchema: { type: 'object', properties: {} } }];
  const result = {
    initialize: { protocolVersion: params?.protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'eyes', version: '1' } },
    'tools/list': { tools },
    'tools/call': { content: [{ type: 'text', text: 'seen' }] },
  }[method];
  if (id !== undefined) console.log(JSON.stringify({ jsonrpc: '2.0', id, result: result ?? {} }));
});
`;

/** The files that the recorded conversations are about. */
export function writeProjectFiles(place: RecordedPlace): void {
  place.put('a.txt', 'alpha\n');
  place.put('n.ipynb', JSON.stringify(notebook));
  place.put('pixel.png', Buffer.from(pixel, 'base64'));
  place.put('CLAUDE.md', 'Be brief.\n');
  place.put('sub/CLAUDE.md', 'Be brief here, too.\n');
  place.put('sub/b.txt', 'beta\n');
  place.put('.claude/commands/hello.md', 'Say hello to $ARGUMENTS.\n');
  place.put('.claude/skills/note/SKILL.md', '---\nname: note\ndescription: Notes.\n---\nTake a note.\n');
  place.put('.claude/agents/helper.md', '---\nname: helper\ndescription: Helps.\n---\nHelp.\n');
  place.put('eyes.cjs', server);
}
