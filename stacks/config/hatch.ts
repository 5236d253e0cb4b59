import type {
  ContainerDefinition,
  HealthCheck,
  LogConfiguration,
  RegisterTaskDefinitionCommandInput,
} from '@aws-sdk/client-ecs';
import { z } from 'zod';

/** A container definition in ECS's words, as far as it differs from what the other fields make. */
export type ContainerHatch = Omit<ContainerDefinition, 'healthCheck' | 'logConfiguration'> & {
  healthCheck?: Partial<HealthCheck> | undefined;
  logConfiguration?: Partial<LogConfiguration> | undefined;
};

/** A task definition in ECS's words, as far as it differs from what the other fields make. */
export type TaskHatch = Partial<RegisterTaskDefinitionCommandInput>;

type Shape<Words> = Readonly<Record<keyof Words, z.ZodType>>;

const text = z.string();
const texts = z.array(text);
const number = z.number();
const flag = z.boolean();
const byName = z.record(text, text);
// What never comes through; the checks know why, and what to write instead.
const anything = z.unknown();
const secrets = z.array(z.strictObject({ name: text, valueFrom: text }));
const ulimits: readonly string[] = [
  ...['core', 'cpu', 'data', 'fsize', 'locks', 'memlock', 'msgqueue', 'nice', 'nofile', 'nproc'],
  ...['rss', 'rtprio', 'rttime', 'sigpending', 'stack'],
];

const containerShape = {
  name: anything,
  image: anything,
  repositoryCredentials: anything,
  cpu: anything,
  memory: anything,
  memoryReservation: number,
  links: anything,
  portMappings: z.array(
    z
      .strictObject({
        containerPort: number,
        hostPort: number,
        protocol: z.enum(['tcp', 'udp']),
        name: text,
        appProtocol: z.enum(['grpc', 'http', 'http2']),
        containerPortRange: text,
      })
      .partial(),
  ),
  essential: anything,
  restartPolicy: z.strictObject({
    enabled: flag,
    ignoredExitCodes: z.array(number).optional(),
    restartAttemptPeriod: number.optional(),
  }),
  entryPoint: anything,
  command: anything,
  environment: anything,
  environmentFiles: z.array(z.strictObject({ value: text, type: z.literal('s3') })),
  mountPoints: z.array(
    z.strictObject({ sourceVolume: text, containerPath: text, readOnly: flag.optional() }),
  ),
  volumesFrom: z.array(z.strictObject({ sourceContainer: text, readOnly: flag.optional() })),
  linuxParameters: z
    .strictObject({
      capabilities: z.strictObject({ add: texts, drop: anything }).partial(),
      devices: anything,
      initProcessEnabled: anything,
      sharedMemorySize: anything,
      tmpfs: anything,
      maxSwap: anything,
      swappiness: anything,
    })
    .partial(),
  secrets: anything,
  dependsOn: z.array(
    z.strictObject({
      containerName: text,
      condition: z.enum(['START', 'COMPLETE', 'SUCCESS', 'HEALTHY']),
    }),
  ),
  startTimeout: number,
  stopTimeout: number,
  versionConsistency: z.enum(['enabled', 'disabled']),
  hostname: anything,
  user: anything,
  workingDirectory: anything,
  disableNetworking: anything,
  privileged: anything,
  readonlyRootFilesystem: anything,
  dnsServers: anything,
  dnsSearchDomains: anything,
  extraHosts: anything,
  dockerSecurityOptions: anything,
  interactive: flag,
  pseudoTerminal: flag,
  dockerLabels: byName,
  ulimits: z.array(
    z.strictObject({
      name: z.enum(ulimits),
      softLimit: number,
      hardLimit: number,
    }),
  ),
  logConfiguration: z
    .strictObject({ logDriver: text, options: byName, secretOptions: secrets })
    .partial(),
  healthCheck: z
    .strictObject({
      command: texts.min(2),
      interval: number,
      timeout: number,
      retries: number,
      startPeriod: number,
    })
    .partial(),
  systemControls: z.array(z.strictObject({ namespace: text, value: text })),
  resourceRequirements: anything,
  firelensConfiguration: z.strictObject({
    type: z.enum(['fluentbit', 'fluentd']),
    options: byName.optional(),
  }),
  credentialSpecs: anything,
} satisfies Shape<ContainerDefinition>;

const taskShape = {
  family: anything,
  taskRoleArn: anything,
  executionRoleArn: anything,
  networkMode: anything,
  containerDefinitions: anything,
  volumes: z.array(
    z.strictObject({
      name: text,
      host: anything.optional(),
      dockerVolumeConfiguration: anything.optional(),
      fsxWindowsFileServerVolumeConfiguration: anything.optional(),
      s3filesVolumeConfiguration: anything.optional(),
      configuredAtLaunch: anything.optional(),
      efsVolumeConfiguration: z
        .strictObject({
          fileSystemId: text,
          rootDirectory: text.optional(),
          transitEncryption: z.enum(['ENABLED', 'DISABLED']).optional(),
          transitEncryptionPort: number.optional(),
          authorizationConfig: z
            .strictObject({ accessPointId: text, iam: z.enum(['ENABLED', 'DISABLED']) })
            .partial()
            .optional(),
        })
        .optional(),
    }),
  ),
  placementConstraints: anything,
  requiresCompatibilities: anything,
  cpu: anything,
  memory: anything,
  tags: anything,
  pidMode: text,
  ipcMode: anything,
  proxyConfiguration: z.strictObject({
    type: z.literal('APPMESH').optional(),
    containerName: text,
    properties: z.array(z.strictObject({ name: text, value: text })).optional(),
  }),
  inferenceAccelerators: anything,
  ephemeralStorage: anything,
  runtimePlatform: anything,
  enableFaultInjection: flag,
} satisfies Shape<RegisterTaskDefinitionCommandInput>;

/** The types are ECS's own, so that what people have can be put here as it is. */
export const containerHatchSchema = z
  .strictObject(containerShape)
  .partial() as unknown as z.ZodType<ContainerHatch, ContainerHatch>;

export const taskHatchSchema = z.strictObject(taskShape).partial() as unknown as z.ZodType<
  TaskHatch,
  TaskHatch
>;
