import { startServer } from '@claude-sessions/server/startServer.ts';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { nodeHost } from './nodeHost.ts';

// The server as the extension starts it: a process of its own, which its client talks to as the arguments say.
startServer(createConnection(ProposedFeatures.all), nodeHost(process.env));
