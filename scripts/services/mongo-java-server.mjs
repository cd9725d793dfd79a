import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CACHE, must, startServer } from './server-process.mjs';

const SOURCES = fileURLToPath(new URL('mongo-java-server/', import.meta.url));
const FOLDER = join(CACHE, 'mongo-java-server');

/** MongoDB's protocol in memory: fast and atomic, without sessions. Needs Java with Maven. */
export async function startMongoJavaServer({ port }) {
  if (!existsSync(join(FOLDER, 'classes', 'Mongo.class'))) {
    mkdirSync(FOLDER, { recursive: true });
    cpSync(SOURCES, FOLDER, { recursive: true });
    must('mvn', ['-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=lib'], { cwd: FOLDER });
    must('javac', ['-cp', 'lib/*', '-d', 'classes', 'Mongo.java'], { cwd: FOLDER });
  }
  const args = ['-Xmx512m', '-cp', 'classes:lib/*', 'Mongo', String(port)];
  const server = await startServer('java', args, { port, cwd: FOLDER });
  return { ...server, env: { MONGODB_TEST_URLS: `mongodb://127.0.0.1:${port}` } };
}
