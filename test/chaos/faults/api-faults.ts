import { API_INSTANTS } from '../orders.ts';
import { ambush } from './ambush.ts';
import { type Fault, missed } from './fault.ts';

/** The client gets no answer and tries again. */
export const apiFaults: readonly Fault[] = API_INSTANTS.map((instant) => ({
  name: `API killed ${instant}`,
  harms: 'apis',
  async inject({ cluster, random }) {
    const hit = await ambush(random.pick(cluster.apis), instant, 'die');
    return hit === undefined ? missed() : { hit: true, overAt: hit.at };
  },
}));
