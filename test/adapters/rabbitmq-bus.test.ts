import t from 'tap';
import { busContract } from '../contracts/bus.ts';
import { AMQP_TEST_URL, NEEDS_RABBITMQ, openTestBus } from './rabbitmq-test-bus.ts';

t.test('the RabbitMQ bus keeps the contract', NEEDS_RABBITMQ, (t) =>
  busContract(t, () => openTestBus({ url: AMQP_TEST_URL })),
);
