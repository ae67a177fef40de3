/** The direction of the whole code base: domains -> engine -> kernel, and no domain knows another. */
module.exports = {
  forbidden: [
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'kernel-knows-nothing-above',
      severity: 'error',
      from: { path: '^src/kernel' },
      to: { path: '^src/(engine|domains|platform|migrations)' },
    },
    {
      name: 'engine-knows-only-kernel',
      severity: 'error',
      from: { path: '^src/engine' },
      to: { path: '^src/(domains|platform|migrations)' },
    },
    {
      name: 'no-domain-imports-another',
      severity: 'error',
      from: { path: '^src/domains/([^/]+)/' },
      to: { path: '^src/domains/', pathNot: '^src/domains/$1/' },
    },
    {
      name: 'domains-know-engine-and-kernel',
      severity: 'error',
      from: { path: '^src/domains' },
      to: { path: '^src/(platform|migrations|main|app\\.module|configure-app)' },
    },
    {
      name: 'platform-is-composed-only',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(platform/|app\\.module)' },
      to: { path: '^src/platform' },
    },
    {
      name: 'nothing-imports-the-composition-root',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(main|create-key|configure-app)\\.ts$' },
      to: { path: '^src/(main|configure-app|app\\.module)\\.ts$' },
    },
    {
      name: 'no-dev-dependency',
      severity: 'error',
      from: { path: '^src', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
