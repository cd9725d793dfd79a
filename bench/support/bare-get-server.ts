// The peer of the GET benchmark: a bare Fastify route on the LMDB store of a converto that has stopped.
import fastify from 'fastify';
import { openLmdbConversionStore } from '../../src/store/lmdb-conversion-store.ts';

const store = await openLmdbConversionStore({ folder: `${process.env.STORAGE_DIR}/conversions` });
const app = fastify();
app.get<{ Params: { id: string } }>('/api/v1/conversions/:id', ({ params }) => store.find(params.id));
const address = await app.listen({ host: '127.0.0.1', port: 0 });
process.on('SIGTERM', () => void app.close().then(() => process.exit(0)));
process.send?.({ address });
