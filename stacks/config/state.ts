import { z } from 'zod';

/**
 * Where Terraform keeps an environment's state. Credentials never stand here: each backend takes
 * them from the environment variables that Terraform documents for it.
 */
export const stateSchema = z.discriminatedUnion('backend', [
  z.strictObject({
    /** `local`: state on this disk, under `.fargate-cron/state`. */
    backend: z.literal('local'),
  }),
  z.strictObject({
    /** `s3`: state in a bucket, locked by a lock file beside it. */
    backend: z.literal('s3'),
    /** Name of the state bucket; `fargate-cron state init` makes it. */
    bucket: z.string(),
    /**
     * Region of the state bucket.
     * @default - the environment's region
     */
    region: z.string().optional(),
    /**
     * KMS key that encrypts the state objects.
     * @default - the bucket's default encryption
     */
    kmsKeyId: z.string().optional(),
    /**
     * Bucket that gets the state bucket's access log, under the state bucket's name.
     * @default - no access log
     */
    accessLogBucket: z.string().optional(),
    /**
     * Role that reads and writes the state, where another account has it: these credentials assume it.
     * @default - whoever the credentials belong to, whatever `deployRoleArn` says
     */
    roleArn: z.string().optional(),
    /**
     * URL of S3, for example that of a VPC endpoint.
     * @default - AWS's in the region of the bucket
     */
    endpoint: z.string().optional(),
    /**
     * Whether the bucket stands in the path of a URL, and not in the name of its host.
     * @default false
     */
    usePathStyle: z.boolean().optional(),
    /**
     * What the keys begin with: `<keyPrefix>/<project>/<environment>/<stack>.tfstate`.
     * @default - nothing
     */
    keyPrefix: z.string().optional(),
  }),
  z.strictObject({
    /** `cloud`: HCP Terraform or Terraform Enterprise, one workspace a stack. */
    backend: z.literal('cloud'),
    organization: z.string(),
    /**
     * Project that new workspaces go to.
     * @default - the organization's default project
     */
    project: z.string().optional(),
    /** @default 'app.terraform.io' */
    hostname: z.string().optional(),
  }),
  z.strictObject({
    /** `http`: GitLab, or another server of the same protocol. */
    backend: z.literal('http'),
    /** What a state's name is put behind: `https://<host>/api/v4/projects/<id>/terraform/state`. */
    address: z.string(),
  }),
  z.strictObject({
    /** `gcs`: Google Cloud Storage. */
    backend: z.literal('gcs'),
    bucket: z.string(),
  }),
  z.strictObject({
    /** `azurerm`: Azure Blob Storage. */
    backend: z.literal('azurerm'),
    resourceGroupName: z.string(),
    storageAccountName: z.string(),
    containerName: z.string(),
  }),
  z.strictObject({
    /** `pg`: PostgreSQL, one schema a stack; `PG_CONN_STR` says which database. */
    backend: z.literal('pg'),
  }),
]);

export const stateOfSchema = z.partialRecord(
  z.enum(['network', 'image', 'task', 'schedule']),
  stateSchema,
);
