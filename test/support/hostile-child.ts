import { serveConversions } from '../../src/engines/child/serve-conversions.ts';
import { hostileEngines } from './hostile-engines.ts';

serveConversions(hostileEngines);
