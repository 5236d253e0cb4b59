/*
 * Each verb is loaded when it is called: the AWS SDK alone takes longer than `next` as a whole. By
 * require(), since import() would go past the loader, which hooks into require.
 */
import type { Verb, VerbModule } from './verb';

/** Every verb of the command, in the order of its help. */
export const verbs: readonly Verb[] = [
  {
    name: 'init',
    summary: 'write a new project',
    load: () => require('./init') as VerbModule,
  },
  {
    name: 'demo',
    summary: 'deploy to a local AWS, fire each job once and show what came out',
    load: () => require('./demo') as VerbModule,
  },
  {
    name: 'convert',
    summary: 'print jobs for config.ts from what starts containers elsewhere',
    load: () => require('./convert') as VerbModule,
  },
  {
    name: 'run',
    summary: 'start a job now, as its schedule would, and wait for its end',
    asksAws: true,
    load: () => require('./run') as VerbModule,
  },
  {
    name: 'backfill',
    summary: 'run the scheduled times of a range again that failed or had no run',
    asksAws: true,
    load: () => require('./backfill') as VerbModule,
  },
  {
    name: 'stop',
    summary: 'stop a run that goes on',
    asksAws: true,
    load: () => require('./stop') as VerbModule,
  },
  {
    name: 'pause',
    summary: 'keep a job from running, until it is resumed or until a time',
    asksAws: true,
    load: () => require('./pause') as VerbModule,
  },
  {
    name: 'resume',
    summary: 'let a job run again that was paused',
    asksAws: true,
    load: () => require('./resume') as VerbModule,
  },
  {
    name: 'logs',
    summary: 'show what the runs of a job printed',
    asksAws: true,
    load: () => require('./logs') as VerbModule,
  },
  {
    name: 'status',
    summary: 'show the results of the latest runs of every job',
    asksAws: true,
    load: () => require('./status') as VerbModule,
  },
  {
    name: 'undelivered',
    summary: 'show the runs that AWS could not start, and start them again',
    asksAws: true,
    load: () => require('./undelivered') as VerbModule,
  },
  {
    name: 'verify',
    summary: 'check in the AWS account whether the jobs can start',
    asksAws: true,
    load: () => require('./verify') as VerbModule,
  },
  {
    name: 'next',
    summary: 'show when a job or an expression runs next',
    load: () => require('./next') as VerbModule,
  },
  {
    name: 'cost',
    summary: 'estimate what a month costs',
    load: () => require('./cost') as VerbModule,
  },
  {
    name: 'plan',
    summary: 'plan all stacks and review what would change',
    asksAws: true,
    load: () => require('./plan') as VerbModule,
  },
  {
    name: 'apply',
    summary: 'apply exactly what was planned and reviewed',
    asksAws: true,
    load: () => require('./apply') as VerbModule,
  },
  {
    name: 'push',
    summary: 'build and push the images that ECR does not have',
    asksAws: true,
    load: () => require('./push') as VerbModule,
  },
  {
    name: 'report',
    summary: 'write an HTML report on runs, data and deployed resources',
    asksAws: true,
    load: () => require('./report') as VerbModule,
  },
  {
    name: 'picture',
    summary: 'draw a diagram of what config.ts deploys',
    load: () => require('./picture') as VerbModule,
  },
  {
    name: 'state',
    summary: 'create the S3 bucket that keeps the Terraform state',
    asksAws: true,
    load: () => require('./state') as VerbModule,
  },
  {
    name: 'completion',
    summary: 'print the completion script of a shell',
    load: () => require('./completion') as VerbModule,
  },
];
