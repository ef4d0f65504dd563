# Production image: the service alone. Broker and database are images of their own (compose.yaml).
FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY . .
RUN npm ci --no-audit --no-fund --ignore-scripts && node scripts/build.mjs && npm prune --omit=dev --omit=optional --ignore-scripts

FROM node:22-bookworm-slim
ENV NODE_ENV=production NODE_OPTIONS=--max-semi-space-size=32 WEGWEISER_DATA_DIR=/data WEGWEISER_HTTP_HOST=0.0.0.0
WORKDIR /app
COPY --from=build --chown=root:root /app /app
RUN mkdir /data /access && chown node:node /data /access
USER node
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s CMD ["node", "-e", "fetch('http://127.0.0.1:8080/healthz').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "apps/service/dist/main.js"]
