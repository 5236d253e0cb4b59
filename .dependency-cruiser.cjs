// Who may import whom; CONTRIBUTING.md has the picture. Types count as imports.
const stack = '(?:network|image|task|schedule)';
// What the crawler makes public: how symbols are written, where its data lies, and its bundle.
const publicCrawler = '^crawler/(?:src/public/|bundle\\.ts$)';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-ring',
      comment: 'Two files that need each other need a third that holds what they share.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'crawler-knows-nobody',
      comment: 'The crawler is a container like any other.',
      severity: 'error',
      from: { path: '^crawler/' },
      to: { path: '^[^/]+\\.ts$|^(?:stacks|local|cli|bench|docs|__tests__)/' },
    },
    {
      name: 'crawler-by-its-public-files',
      severity: 'error',
      from: { path: '^(?:[^/]+\\.ts$|(?:stacks|local|cli|docs)/)' },
      to: { path: '^crawler/', pathNot: publicCrawler },
    },
    {
      name: 'rules-and-config-know-nobody',
      comment: 'What AWS asks for, and what a user writes, depend on nothing of ours.',
      severity: 'error',
      from: { path: '^stacks/(rules|config)/' },
      to: { pathNot: ['^stacks/$1/', '^node_modules/', '^crypto$'] },
    },
    {
      name: 'settings-know-no-stack',
      comment: 'What a check needs of a stack is a function in settings/ or rules/.',
      severity: 'error',
      from: { path: '^stacks/settings/' },
      to: { path: '^stacks/|^local/|^cli/', pathNot: '^stacks/(?:settings|config|rules)/' },
    },
    {
      name: 'stack-knows-no-stack',
      comment: 'What all stacks have in common knows none of them.',
      severity: 'error',
      from: { path: '^stacks/stack/' },
      to: { path: '^stacks/', pathNot: '^stacks/(?:stack|settings|rules)/' },
    },
    {
      name: 'neighbours-by-their-outputs',
      comment: "A stack takes its neighbour as ProjectStack<'network'>, never its file.",
      severity: 'error',
      from: { path: `^stacks/(${stack})/` },
      to: { path: '^stacks/', pathNot: '^stacks/(?:$1|stack|settings|rules)/' },
    },
    {
      name: 'testing-knows-no-stack',
      comment: "Users' tests read Terraform JSON, whoever made it.",
      severity: 'error',
      from: { path: '^stacks/testing/' },
      to: { path: '^stacks/', pathNot: '^stacks/(?:testing|settings|rules)/' },
    },
    {
      name: 'stacks-stand-alone',
      severity: 'error',
      from: { path: '^stacks/' },
      to: { path: '^[^/]+\\.ts$|^(?:local|cli|bench|docs|__tests__)/' },
    },
    {
      name: 'entries-are-for-projects',
      comment:
        'What a project imports stands above everything; main.ts and config.ts are a project.',
      severity: 'error',
      from: { path: '^(?:stacks|local|cli|crawler)/' },
      to: { path: '^(?:index|testing|main)\\.ts$' },
    },
    {
      name: 'nothing-imports-cli',
      severity: 'error',
      from: { path: '^(?:[^/]+\\.ts$|(?:stacks|local|crawler)/)' },
      to: { path: '^cli/' },
    },
    {
      name: 'product-needs-no-test',
      severity: 'error',
      from: { path: '^(?:[^/]+\\.ts$|(?:stacks|local|cli|crawler)/)' },
      to: { path: '^(?:__tests__|bench|docs|package)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: {
      path: '^(?:bench/peers|cli/init/templates|cdktf\\.out|\\.fargate-cron|crawler/dist)/',
    },
    parser: 'swc',
  },
};
