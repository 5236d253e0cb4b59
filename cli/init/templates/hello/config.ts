import { defineConfig } from 'fargate-cron';

export default defineConfig({
  project: 'my-jobs',
  region: 'us-east-1',
  // `npx fargate-cron push` builds and pushes the images, as .github/workflows/apply.yml does;
  // with 'build' Terraform does it, and needs a Docker engine to plan.
  images: 'prebuilt',

  jobs: [
    {
      name: 'hello',
      description: 'Says hello, and which run this is',
      schedule: 'cron(0 7 * * ? *)',
      timeZone: 'Europe/Berlin',
      image: { build: './jobs/hello' },
      environment: { GREETING: 'Hello' },
      // It has no business in the data bucket, so it gets no right on it.
      data: false,
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
