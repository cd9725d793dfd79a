import type { MongoServerProcess } from './server-process.d.mts';

export function isMongoJavaServerInstalled(): boolean;
export function startMongoJavaServer(options: { folder?: string; port: number }): Promise<MongoServerProcess>;
