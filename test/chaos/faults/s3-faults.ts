import { setTimeout as delay } from 'node:timers/promises';
import type { S3Trouble } from '../s3-proxy.ts';
import { type Fault, type Ground, missed } from './fault.ts';

const troubled = (name: string, make: (ground: Ground) => S3Trouble): Fault => ({
  name,
  harms: 'storage',
  needs: 's3',
  async inject(ground) {
    const { s3 } = ground.cluster;
    if (s3 === undefined) return missed();
    s3.proxy.trouble(make(ground));
    await delay(ground.random.between(2000, 5000));
    const requests = s3.proxy.trouble(undefined);
    return { hit: requests > 0, overAt: Date.now() };
  },
});

const killed: Fault = {
  name: 'S3 killed and started',
  harms: 'storage',
  needs: 's3',
  async inject({ cluster: { s3 }, random }) {
    if (s3 === undefined) return missed();
    await s3.server.kill();
    await delay(random.between(500, 3000));
    await s3.server.start();
    return { hit: true, overAt: Date.now() };
  },
};

export const s3Faults: readonly Fault[] = [
  troubled('S3 answers 5xx', ({ random }) => ({ kind: 'error', share: random.pick([0.3, 0.7, 1]) })),
  troubled('S3 slow', ({ random }) => ({ kind: 'slow', ms: random.between(200, 1500) })),
  troubled('S3 resets connections', ({ random }) => ({ kind: 'reset', share: random.pick([0.3, 0.7, 1]) })),
  killed,
];
