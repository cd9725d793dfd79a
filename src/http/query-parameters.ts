import type { FastifyInstance } from 'fastify';
import { parameterProblem } from './validation-problems.ts';

/** What every query of the API has in common, around its validation. */
export function checkQueryParameters(app: FastifyInstance): void {
  // `?status=&page=2` means `?page=2`: forms and clients of the predecessor send parameters that they leave empty.
  app.addHook('preValidation', (request, _reply, done) => {
    const query = request.query as Record<string, unknown>;
    for (const name in query) if (query[name] === '') delete query[name];
    done();
  });

  // Ajv turns `1e999` into Infinity and then skips minimum and maximum.
  app.addHook('preHandler', (request, _reply, done) => {
    const query = request.query as Record<string, unknown>;
    for (const name in query) {
      const value = query[name];
      if (typeof value === 'number' && !Number.isFinite(value))
        return done(
          parameterProblem(name, [{ pointer: `/${name}`, detail: `${name} must be a finite number.` }]),
        );
    }
    done();
  });
}
