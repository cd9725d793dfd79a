export interface MongoServer {
  env: { MONGODB_TEST_URLS: string };
  stop(): Promise<void>;
}

export function startMongoJavaServer(options: { port: number }): Promise<MongoServer>;
