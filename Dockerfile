# Builds with everything, runs with Node, Python for native CAD, what production needs, and a user without rights. The
# root file system may be read-only: only /data and /scratch are written.
FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json tsconfig.client.json ./
COPY src src
RUN npm run build
RUN npm prune --omit=dev --no-audit --no-fund && rm -rf node_modules/.cache
RUN mkdir empty

# The native CAD engine, as "converto engines install" makes it. Both images of Python are the same, so that the
# environment finds its interpreter where it was.
FROM python:3.11-slim-bookworm AS occt
WORKDIR /app
COPY --from=build /app/src/engines/native/host/requirements.txt ./
RUN python3 -m venv occt && occt/bin/python -m pip install --no-cache-dir --only-binary :all: --require-hashes -r requirements.txt

FROM python:3.11-slim-bookworm
WORKDIR /app
COPY --from=build /usr/local/bin/node /usr/local/bin/node
# HEALTH_PORT is where a worker answers; an API answers on PORT.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 HEALTH_PORT=3001 STORAGE_DIR=/data SCRATCH_DIR=/scratch NATIVE_CAD_PYTHON=/app/occt/bin/python
COPY --from=occt /app/occt occt
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/src/engines/native/host src/engines/native/host
COPY examples examples
COPY docs docs
# No RUN here, so that CI can build this stage without Docker. 1000 is a user without a name.
COPY --from=build --chown=1000:1000 /app/empty /data
COPY --from=build --chown=1000:1000 /app/empty /scratch
USER 1000:1000
VOLUME ["/data", "/scratch"]
EXPOSE 3000 3001
# Whether it lives, whatever runs: serve, api or worker. Readiness is for whoever sends it traffic: /readyz.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["node", "dist/cli.js", "health"]
ENTRYPOINT ["node", "--enable-source-maps", "dist/cli.js"]
CMD ["serve"]
