// `node --import=./scripts/typescript/register.mjs FILE.ts`: an empty process takes a third of the CPU time that it takes with
// tsx, and the tests start many.
import { register } from 'node:module';

register('./hooks.mjs', import.meta.url);
