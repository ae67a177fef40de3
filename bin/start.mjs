// Runs the service in this process, so that signals, exit codes and arguments are its own.
import { prepared } from './prepare.mjs';

prepared.then(() => import('../dist/main.js'));
