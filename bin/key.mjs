// Makes an API key: npm run key -- --name <text> [--tenant <name>] [--scopes <scope,scope>].
import { prepared } from './prepare.mjs';

prepared.then(() => import('../dist/create-key.js'));
