/** The arrows of docs/architecture.md as law. `npm run boundaries` checks them, and that a planted violation fails. */
const adapters = '^src/(store|bus|storage|engines)/';

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Files that import each other cannot be read one at a time.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'domain-is-pure',
      comment: 'The domain knows nothing of the world: no package, no I/O, nothing outside itself.',
      severity: 'error',
      from: { path: '^src/domain/' },
      to: { pathNot: '^src/domain/' },
    },
    {
      name: 'use-cases-stand-on-ports',
      comment: 'A use case sees the domain and its ports, never an adapter, a driver or node:fs.',
      severity: 'error',
      from: { path: '^src/use-cases/' },
      to: { pathNot: '^src/(domain|use-cases)/' },
    },
    {
      name: 'adapters-know-only-the-domain',
      comment: 'Adapters implement ports; they do not know who calls them, or each other.',
      severity: 'error',
      from: { path: '^src/(store|bus|storage|engines)/' },
      to: { path: '^src/', pathNot: ['^src/(domain)/', '^src/$1/', '^src/string-enum.ts$'] },
    },
    {
      name: 'only-open-resources-picks-adapters',
      comment: 'Everything else speaks to ports, so that a profile is chosen in one place.',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: [
          adapters,
          '^src/(open-(resources|embedded|distributed|dead-letters|external-engines|storage)|check-services).ts$',
          '^src/cli/',
        ],
      },
      to: { path: adapters },
    },
    {
      name: 'the-cli-takes-engines-only',
      comment: 'A local conversion needs an engine and no store, bus or storage.',
      severity: 'error',
      from: { path: '^src/cli/' },
      to: { path: '^src/(store|bus|storage)/' },
    },
    {
      name: 'engine-modules-stay-in-the-child',
      comment: 'Engines block for seconds and may die: they run in child processes only.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/engines/(child|cad|mesh|native|engine-modules)' },
      to: { path: '^src/engines/(cad|mesh|native)/' },
    },
    {
      name: 'http-does-not-reach-the-worker',
      comment: 'API and worker share the domain and the use cases and nothing else.',
      severity: 'error',
      from: { path: '^src/(routes|http|events)/|^src/app.ts$' },
      to: { path: '^src/worker/' },
    },
    {
      name: 'the-client-runs-in-browsers',
      comment: 'It knows the API and nothing behind it, and nothing of Node: pages bundle it.',
      severity: 'error',
      from: { path: '^src/client/' },
      to: { pathNot: '^src/client/|^node_modules/(openapi-fetch|eventsource-parser)/' },
    },
    {
      name: 'the-page-knows-the-client-only',
      comment: 'The page speaks to the server over HTTP, as everybody else does.',
      severity: 'error',
      from: { path: '^src/web/' },
      to: { path: '^src/', pathNot: '^src/(web|client)/' },
    },
    {
      name: 'the-server-serves-the-page-unseen',
      comment: 'The page is built by another compiler and served as files.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/web/' },
      to: { path: '^src/web/' },
    },
    {
      name: 'no-undeclared-packages',
      comment:
        'What runs in production is a dependency in package.json. What the page imports is built into it.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/web/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'] },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.css'],
    },
  },
};
