import { z } from 'zod';
import { containerHatchSchema } from './hatch';

/** What the job's own container and its sidecars have in common, but for the image. */
export const containerFields = {
  /**
   * Replaces the image's entry point, and with it the image's command.
   * @default - the image's own entry point
   */
  entryPoint: z.array(z.string()).min(1).optional(),
  /**
   * ARN of the Secrets Manager secret with the `username` and `password` of the private registry that
   * the image lies in. ECR needs none.
   * @default - the image lies in ECR or is public
   */
  registryCredentials: z.string().optional(),
  /**
   * Replaces the image's command.
   * @default - the image's own command
   */
  command: z.array(z.string()).optional(),
  /**
   * Environment variables. Never put a secret here: it would stand in the state, the console and, where
   * a run has values of its own, the history of runs.
   * @default {}
   */
  environment: z.record(z.string(), z.string()).optional(),
  /**
   * Names of variables in `environment` that look like secrets and are none, of which no warning is
   * wanted.
   * @default []
   */
  notSecrets: z.array(z.string()).optional(),
  /**
   * Environment variables whose values AWS keeps, by name: the ARN of a Secrets Manager secret
   * (`:<json key>:<version stage>:<version id>` may follow), or the ARN or, in the same region, the
   * name of an SSM parameter.
   * @default {}
   */
  secrets: z.record(z.string(), z.string()).optional(),
  /**
   * User, or `user:group`, that the container's process runs as.
   * @default '65532:65532'
   */
  user: z.string().optional(),
  /**
   * Whether the container's own file system is read-only; a volume, which says who may write to it,
   * is the place for its files.
   * @default true
   */
  readonlyRootFilesystem: z.boolean().optional(),
  /**
   * Folder that the command starts in, an absolute path.
   * @default - the image's own
   */
  workingDirectory: z.string().optional(),
  /**
   * Whether a small init process starts the command: it hands signals on and reaps zombies, which
   * shells and browsers leave behind.
   * @default false
   */
  initProcess: z.boolean().optional(),
  /**
   * Linux capabilities that are taken from the container's processes. An image whose entry point
   * changes owner or user, as those of many databases do, needs some of Docker's own: with `[]` it
   * keeps them all.
   * @default ['ALL']
   */
  dropCapabilities: z.array(z.string()).optional(),
  /**
   * What no other field has, in the words of ECS's `ContainerDefinition`, laid over what the other
   * fields make: an object key by key, a list in place of the whole list. See `docs/containers.md`.
   * @default {}
   */
  containerDefinition: containerHatchSchema.optional(),
};

export type ContainerConfig = z.input<z.ZodObject<typeof containerFields>>;
