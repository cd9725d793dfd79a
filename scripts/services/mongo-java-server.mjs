import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CACHE, must, startServer } from './server-process.mjs';

const SOURCES = fileURLToPath(new URL('mongo-java-server/', import.meta.url));
const FOLDER = join(CACHE, 'mongo-java-server');

export const isMongoJavaServerInstalled = () => existsSync(join(FOLDER, 'classes', 'Mongo.class'));

/** MongoDB's protocol in memory: fast and atomic, without sessions. Needs Java with Maven. */
export async function startMongoJavaServer({ port }) {
  if (!isMongoJavaServerInstalled()) {
    mkdirSync(FOLDER, { recursive: true });
    cpSync(SOURCES, FOLDER, { recursive: true });
    must('mvn', ['-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=lib'], { cwd: FOLDER });
    must('javac', ['-cp', 'lib/*', '-d', 'classes', 'Mongo.java'], { cwd: FOLDER });
  }
  const args = ['-Xmx512m', '-cp', 'classes:lib/*', 'Mongo', String(port)];
  const server = await startServer('java', args, { port, cwd: FOLDER });
  const url = `mongodb://127.0.0.1:${port}`;
  return { ...server, url, env: { MONGODB_TEST_URLS: url } };
}
