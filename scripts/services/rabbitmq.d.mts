export interface RabbitMqNode {
  env: { AMQP_TEST_URL: string };
  url: string;
  /** `rabbitmqctl`; half a second to three seconds for each call. */
  ctl(...args: string[]): Promise<string>;
  kill(): Promise<void>;
  /** It keeps its connections and says nothing. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export function isRabbitMqInstalled(): boolean;
export function startRabbitMq(options: {
  folder: string;
  port: number;
  settings?: readonly string[];
}): Promise<RabbitMqNode>;
