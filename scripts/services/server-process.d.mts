/** A server that a test may harm. */
export interface ServerProcess {
  kill(): Promise<void>;
  /** It keeps its connections and says nothing. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  /** After `kill` or `stop`: again as it was. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface MongoServerProcess extends ServerProcess {
  env: { MONGODB_TEST_URLS: string };
  url: string;
}
