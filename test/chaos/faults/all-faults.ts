import { apiFaults } from './api-faults.ts';
import { brokerFaults } from './broker-faults.ts';
import { clockFaults } from './clock-faults.ts';
import { databaseFaults } from './database-faults.ts';
import { diskFaults } from './disk-faults.ts';
import type { Fault } from './fault.ts';
import { messageFaults } from './message-faults.ts';
import { networkFaults } from './network-faults.ts';
import { restartFaults } from './restart-faults.ts';
import { s3Faults } from './s3-faults.ts';
import { workerFaults } from './worker-faults.ts';

export const ALL_FAULTS: readonly Fault[] = [
  ...workerFaults,
  ...apiFaults,
  ...brokerFaults,
  ...databaseFaults,
  ...networkFaults,
  ...messageFaults,
  ...clockFaults,
  ...diskFaults,
  ...s3Faults,
  ...restartFaults,
];
