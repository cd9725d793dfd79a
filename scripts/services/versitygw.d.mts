import type { ServerProcess } from './server-process.mjs';

export interface VersityGw extends ServerProcess {
  endpoint: string;
  access: string;
  secret: string;
  env: { S3_TEST_ENDPOINT: string; S3_TEST_ACCESS_KEY: string; S3_TEST_SECRET_KEY: string };
}

export function installVersityGw(): string;
export function startVersityGw(options: {
  folder: string;
  port: number;
  wrap?: (command: readonly string[]) => readonly string[];
}): Promise<VersityGw>;
