# The image of the server: `docker build -t billing-check .` See docs/operating.md.
FROM node:22-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Scripts of packages stay off but for the one that fetches SQLite's binary for this platform.
RUN npm ci --ignore-scripts && npm rebuild better-sqlite3
COPY . .
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM node:22-slim
ENV NODE_ENV=production \
    DATABASE_URL=file:/data/billing-check.db
WORKDIR /app
COPY --from=build /app/package.json /app/manifest.json /app/LICENSE ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/prompts prompts
COPY --from=build /app/src/analysis/rules src/analysis/rules
RUN ln -s /app/dist/src/cli.js /usr/local/bin/billing-check \
    && chmod 755 /app/dist/src/cli.js \
    && install -d -o node -g node -m 700 /data
# `.env` is read and written here, beside the database and its checkpoints.
WORKDIR /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT ?? 3000}/readyz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["billing-check"]
CMD ["serve"]
