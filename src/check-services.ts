import { connect } from 'amqplib';
import { amqpAddress } from './amqp-address.ts';
import { socketOptions, withHeartbeat } from './bus/rabbitmq-connection.ts';
import type { Config } from './config.ts';
import { openStorage } from './open-storage.ts';
import { connectToMongo } from './store/mongo-client.ts';

/** A service that the configuration names. */
export interface ServiceCheck {
  name: 'MongoDB' | 'RabbitMQ' | 'S3';
  /** The variable that says where it is. */
  setting: string;
  /** Connects, asks and leaves; changes nothing there. Rejects where the service cannot be used. */
  tryOut(): Promise<void>;
}

/** None of the embedded profile without a bucket. */
export function serviceChecks(config: Config): ServiceCheck[] {
  const checks: (ServiceCheck & { address: string })[] = [
    {
      name: 'MongoDB',
      setting: 'MONGODB_URL',
      address: config.MONGODB_URL,
      async tryOut() {
        const { client, database } = await connectToMongo({
          url: config.MONGODB_URL,
          timeoutMs: config.MONGODB_TIMEOUT_MS,
        });
        await database.command({ ping: 1 }).finally(() => client.close());
      },
    },
    {
      name: 'RabbitMQ',
      setting: 'AMQP_URL',
      address: config.AMQP_URL,
      async tryOut() {
        const { url, tls } = amqpAddress(config);
        const connection = await connect(withHeartbeat(url), socketOptions(tls, 'doctor'));
        await connection.close();
      },
    },
    {
      name: 'S3',
      setting: 'S3_BUCKET',
      address: config.S3_BUCKET,
      async tryOut() {
        const storage = await openStorage(config);
        await storage.ping().finally(() => storage.close());
      },
    },
  ];
  return checks.filter(({ address }) => address !== '');
}
