import { defineConfig } from 'fargate-cron';

export default defineConfig({
  project: 'my-jobs',
  region: 'us-east-1',
  // `npx fargate-cron push` builds and pushes the image, as .github/workflows/apply.yml does;
  // with 'build' Terraform does it, and needs a Docker engine to plan.
  images: 'prebuilt',

  jobs: [
    // A job without an image runs the crawler that comes with fargate-cron.
    {
      name: 'weekly-crawl',
      description: 'Daily prices of a few symbols, fetched after the week has closed',
      schedule: 'cron(0 18 ? * FRI *)',
      timeZone: 'America/New_York',
      environment: {
        PRICE_SOURCE: 'yahoo',
        SYMBOLS: '^GSPC,AAPL,MSFT',
      },
    },
  ],

  environments: {
    // Only ever the local AWS of `npx fargate-cron demo`.
    local: {
      accountId: '123456789012',
      state: { backend: 'local' },
      protectData: false,
    },
    // Bucket names are taken by whoever comes first: `npx fargate-cron state init` makes yours.
    dev: {
      state: { backend: 's3', bucket: 'my-jobs-dev-state' },
      protectData: false,
    },
    prod: {
      state: { backend: 's3', bucket: 'my-jobs-prod-state' },
    },
  },
});
