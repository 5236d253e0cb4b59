import { withInput } from '../aws-call';
import type { Rule } from '../rule';

type Container = Readonly<Record<string, unknown>>;
type Pair = Readonly<Record<'name' | 'value', string | undefined>>;

const registers = { service: 'ecs', operations: ['RegisterTaskDefinition'] } as const;

/** What ECS writes into a container definition where nothing is given. */
export function containerDefaults(): Rule {
  return containerRule({
    name: 'container-defaults',
    does: 'Fills in lists, `cpu`, `essential`, the ports and protocols of mappings and the times of health checks; Terraform compares the whole text.',
    sources: [
      'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html',
      'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html',
      'https://github.com/hashicorp/terraform-aws-consul-ecs/issues/318',
      'https://github.com/hashicorp/terraform/issues/17737',
    ],
    change: (container) => ({
      cpu: 0,
      essential: true,
      environment: [],
      mountPoints: [],
      systemControls: [],
      volumesFrom: [],
      ...container,
      portMappings: listOf(container, 'portMappings').map((mapping) => ({
        hostPort: mapping['containerPort'],
        protocol: 'tcp',
        ...mapping,
      })),
      ...(container['healthCheck'] !== undefined && {
        healthCheck: {
          interval: 30,
          timeout: 5,
          retries: 3,
          ...asObject(container['healthCheck']),
        },
      }),
    }),
  });
}

export function capabilities(): Rule {
  return containerRule({
    name: 'capabilities',
    does: 'Stores `capabilities { drop }` with an empty `add`, and the other way round.',
    sources: [
      'https://github.com/terraform-aws-modules/terraform-aws-ecs/pull/176',
      'https://github.com/braintrustdata/terraform-aws-braintrust-data-plane/pull/335',
    ],
    change: (container) => {
      const linux = asObject(container['linuxParameters']);
      if (linux['capabilities'] === undefined) return container;
      const filled = { add: [], drop: [], ...asObject(linux['capabilities']) };
      return { ...container, linuxParameters: { ...linux, capabilities: filled } };
    },
  });
}

export function emptyVariables(): Rule {
  return containerRule({
    name: 'empty-variables',
    does: 'Drops environment variables whose value is empty.',
    sources: ['https://github.com/hashicorp/terraform-provider-aws/issues/39533'],
    change: (container) => ({
      ...container,
      environment: (listOf(container, 'environment') as unknown as Pair[]).filter(
        ({ value }) => value !== '',
      ),
    }),
  });
}

/** The provider sorts both sides before it compares them. */
export function orderOfContainers(): Rule {
  const reversed: Rule = containerRule({
    name: 'order-of-containers',
    does: 'Keeps no order of containers, nor of their variables and secrets.',
    sources: [
      'https://github.com/hashicorp/terraform-provider-aws/blob/v5.100.0/internal/service/ecs/container_definitions.go',
    ],
    change: (container) => ({
      ...container,
      ...reversedLists(container, 'environment', 'secrets'),
    }),
  });
  return {
    ...reversed,
    request: async (call, moto) => {
      const changed = await reversed.request?.(call, moto);
      if (changed === undefined || 'status' in changed) return changed;
      return withInput(changed, {
        ...changed.input,
        ...reversedLists(changed.input, 'containerDefinitions'),
      });
    },
  };
}

function containerRule({
  change,
  ...rule
}: Pick<Rule, 'name' | 'does' | 'sources'> & {
  readonly change: (container: Container) => Container;
}): Rule {
  return {
    ...registers,
    ...rule,
    request: (call) =>
      withInput(call, {
        ...call.input,
        containerDefinitions: listOf(call.input, 'containerDefinitions').map(change),
      }),
  };
}

function reversedLists(object: Container, ...names: readonly string[]): Container {
  const given = names.filter((name) => object[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, listOf(object, name).toReversed()]));
}

function listOf(object: Container, name: string): readonly Container[] {
  const list = object[name];
  return Array.isArray(list) ? (list as readonly Container[]) : [];
}

function asObject(value: unknown): Container {
  return typeof value === 'object' && value !== null ? (value as Container) : {};
}
