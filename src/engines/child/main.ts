import { engineModules } from '../engine-modules.ts';
import { serveConversions } from './serve-conversions.ts';

serveConversions(engineModules);
