import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition';
import { DataAwsEcsCluster } from '@cdktf/provider-aws/lib/data-aws-ecs-cluster';
import { EcsCluster } from '@cdktf/provider-aws/lib/ecs-cluster';
import { EcsClusterCapacityProviders } from '@cdktf/provider-aws/lib/ecs-cluster-capacity-providers';
import type { Construct } from 'constructs';
import { DataBucket } from './data-bucket';
import { JobTask, type JobTaskProps } from './job-task';
import { PriceTables } from './price-tables';
import { dataFolder } from '../settings/data-folder';
import { existingRepository, hasCrawler, imageNameOf, repositoryName } from '../settings/images';
import { clusterName } from '../settings/cluster-name';
import { ProjectStack } from '../stack/project-stack';
import type { JobSettings, Settings } from '../settings/settings';

/** The cluster, the data bucket and, for every job, what it needs to run. */
export class TaskStack extends ProjectStack<'task'> {
  constructor(scope: Construct, settings: Settings, image: ProjectStack<'image'>) {
    super(scope, 'task', settings);
    const { prefix, region, imports, existing } = settings;
    const caller = new DataAwsCallerIdentity(this, 'caller');
    const partition = new DataAwsPartition(this, 'partition');

    const cluster = this.#cluster();
    const bucket =
      existing.dataBucket === undefined
        ? new DataBucket(this, 'data', {
            name: imports.dataBucket ?? `${prefix}-data-${caller.accountId}`,
            imported: imports.dataBucket !== undefined,
            protect: settings.protectData,
            kmsKeyArn: settings.encryption?.kmsKeyArn,
            keeps: settings.dataBucket,
          }).bucket
        : {
            // Not read, which whoever deploys need not be let in another account.
            bucket: existing.dataBucket,
            arn: `arn:${partition.partition}:s3:::${existing.dataBucket}`,
          };
    if (hasCrawler(settings)) {
      const data = `s3://${bucket.bucket}/${dataFolder(settings)}`;
      new PriceTables(this, 'prices', { prefix, data });
    }

    const owners = settings.jobs.filter((job) => job.task === job.name);
    const images = this.inputs(image);
    const registry = existingRepository(settings)?.account ?? caller.accountId;
    const imageOf = ({ name, image: own }: JobSettings): JobTaskProps['image'] => {
      if (typeof own === 'string') return { uri: own };
      const repository = repositoryName(settings, imageNameOf(own));
      return {
        uri: own === undefined ? images.string('image_uri') : images.of('image_uris', name),
        repositoryArn: `arn:${partition.partition}:ecr:${region}:${registry}:repository/${repository}`,
      };
    };
    const tasks = new Map(
      owners.map((job) => [
        job.name,
        new JobTask(this, `job-${job.name}`, {
          settings,
          job,
          image: imageOf(job),
          dataBucket: bucket,
          caller,
          partition,
        }),
      ]),
    );
    const byJob = (value: (task: JobTask) => string): Record<string, string> =>
      Object.fromEntries(
        settings.jobs.flatMap((job) => {
          const task = tasks.get(job.task);
          return task === undefined ? [] : [[job.name, value(task)]];
        }),
      );

    this.publish({
      cluster_arn: cluster.arn,
      cluster_name: cluster.name,
      data_bucket: bucket.bucket,
      log_group_names: byJob((task) => task.logGroup.name),
      task_definition_arns: byJob((task) => task.taskDefinition.arn),
      task_role_arns: byJob((task) => task.taskRole.arn),
      execution_role_arns: byJob((task) => task.executionRole.arn),
    });
  }

  #cluster(): { readonly arn: string; readonly name: string } {
    const { existing, imports, jobs } = this.settings;
    if (existing.cluster !== undefined) {
      // Reading it fails where it is gone, also while ECS still tells of it as INACTIVE.
      // https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ecs/cluster.go
      const found = new DataAwsEcsCluster(this, 'existing-cluster', {
        clusterName: existing.cluster,
      });
      return { arn: found.arn, name: existing.cluster };
    }
    const cluster = new EcsCluster(this, 'cluster', {
      name: clusterName(this.settings),
      setting: [{ name: 'containerInsights', value: 'enabled' }],
      // Its keys, and where sessions in its containers are logged.
      ...(imports.cluster !== undefined && { lifecycle: { ignoreChanges: ['configuration'] } }),
    });
    if (imports.cluster !== undefined) cluster.importFrom(imports.cluster);
    // Only where a job needs them: attaching them fails in a new account for as long as ECS cannot
    // assume its service-linked role, and the provider does not try again.
    // https://github.com/alchemy-run/alchemy/issues/1558
    if (jobs.some(({ spot }) => spot)) {
      new EcsClusterCapacityProviders(this, 'capacity-providers', {
        clusterName: cluster.name,
        // Attempts after the first run on demand.
        capacityProviders: ['FARGATE', 'FARGATE_SPOT'],
      });
    }
    return cluster;
  }
}
