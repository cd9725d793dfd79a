# Builds with everything, runs with nothing but Node, what production needs, and a user without rights. The root file
# system may be read-only: only /data and /scratch are written.
FROM node:20-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY src src
RUN npm run build
RUN npm prune --omit=dev --no-audit --no-fund && rm -rf node_modules/.cache
RUN mkdir empty

FROM node:20-slim
WORKDIR /app
# HEALTH_PORT is where a worker answers; an API answers on PORT.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 HEALTH_PORT=3001 STORAGE_DIR=/data SCRATCH_DIR=/scratch
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/src/engines/native/host src/engines/native/host
COPY examples examples
# No RUN here, so that CI can build this stage without Docker. 1000 is the user "node" of the base image.
COPY --from=build --chown=1000:1000 /app/empty /data
COPY --from=build --chown=1000:1000 /app/empty /scratch
USER 1000:1000
VOLUME ["/data", "/scratch"]
EXPOSE 3000 3001
# Whether it lives, whatever runs: serve, api or worker. Readiness is for whoever sends it traffic: /readyz.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["node", "dist/cli.js", "health"]
ENTRYPOINT ["node", "--enable-source-maps", "dist/cli.js"]
CMD ["serve"]
