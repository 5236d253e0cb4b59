import { z } from 'zod';
import { shown } from './shown';

/** What every VPC of our own takes, whatever its way out. */
const ownVpc = {
  /**
   * Address range of the VPC, /16 to /24. It is split into sixteen subnets of equal size.
   * @default '10.0.0.0/16'
   */
  cidr: z.string().optional(),
  /**
   * Availability zones, two to six: their names, or how many.
   * @default 2
   */
  zones: z
    .union([z.array(z.string()), z.number()], {
      error: ({ input }) => `must be names of zones or their number, got ${shown(input)}`,
    })
    .optional(),
  /**
   * Ranges that the VPC is or will be connected to (peering, VPN); its own must not overlap them.
   * @default []
   */
  connectedCidrs: z.array(z.string()).optional(),
  /**
   * Accounts, beside the project's own and those that jobs and `existing` name, whose roles and
   * resources the VPC's endpoints let through; `[]` for none. See docs/networks.md for what that ends.
   * @default - every account's: AWS's own policy
   */
  endpointAccounts: z.array(z.string()).optional(),
  /**
   * Log of every connection, in CloudWatch Logs.
   * @default - none is kept
   */
  flowLogs: z
    .strictObject({
      /**
       * Days that the log is kept; one of the values that CloudWatch Logs knows.
       * @default 30
       */
      retentionDays: z.number().optional(),
      /**
       * Which connections are logged.
       * @default 'ALL'
       */
      traffic: z.enum(['ALL', 'ACCEPT', 'REJECT']).optional(),
    })
    .optional(),
};

const ipv6 = {
  /**
   * Whether the VPC speaks IPv6 beside IPv4.
   * @default false
   */
  ipv6: z.boolean().optional(),
};

const egress = {
  /**
   * TCP ports that tasks may connect to beside 443 for HTTPS: 5432 for PostgreSQL, 22 for SFTP, 3128
   * for a proxy. 1 to 65,535.
   * @default []
   */
  egressPorts: z.array(z.number()).optional(),
  /**
   * IPv4 ranges that tasks may connect to, on these ports; S3 stays open beside them. See
   * docs/networks.md for what a task must reach to start.
   * @default - every address, and with mode `endpoints` none
   */
  egressCidrs: z.array(z.string()).min(1).optional(),
};

const publicNetwork = z.strictObject({
  /** `public`: public subnets and a public address for each task; no NAT gateway. */
  mode: z.literal('public').optional(),
  ...ownVpc,
  ...ipv6,
  ...egress,
});

const privateNetwork = z.strictObject({
  /** `private`: private subnets that reach the internet through NAT gateways. */
  mode: z.literal('private'),
  ...ownVpc,
  ...ipv6,
  ...egress,
  /**
   * One NAT gateway for all zones, or one in each: dearer, but no zone depends on another.
   * @default 'single'
   */
  nat: z.enum(['single', 'per-zone']).optional(),
});

const endpointsNetwork = z
  .strictObject({
    /** `endpoints`: private subnets that reach the AWS services the jobs use, and no internet. */
    mode: z.literal('endpoints'),
    ...ownVpc,
    ...egress,
    /**
     * Services to reach beside those that every job needs, by what follows `com.amazonaws.<region>.`
     * in the name of the endpoint service: `sqs`, `states`, `bedrock-runtime`. The same in China.
     * @default []
     */
    services: z.array(z.string()).optional(),
  })
  .refine(
    ({ egressPorts, egressCidrs }) => egressPorts === undefined || egressCidrs !== undefined,
    {
      path: ['egressPorts'],
      error:
        'needs egressCidrs beside it with mode "endpoints", where tasks connect to nothing else',
    },
  );

const existingNetwork = z.strictObject({
  /** `existing`: a VPC that another team manages. */
  mode: z.literal('existing'),
  /** ID of the VPC. Either this or `vpcTags`. */
  vpcId: z.string().optional(),
  /** Tags that this VPC has, all of them, and no other VPC of the region. */
  vpcTags: z.record(z.string(), z.string()).optional(),
  /** IDs of the subnets, 1 to 16. Either this or `subnetTags`. */
  subnetIds: z.array(z.string()).optional(),
  /** Tags that the subnets have, all of them, and no other subnet of the VPC. */
  subnetTags: z.record(z.string(), z.string()).optional(),
  /**
   * IDs of the tasks' security groups, 1 to 5.
   * @default - one is made: HTTPS out, nothing in
   */
  securityGroupIds: z.array(z.string()).optional(),
  /**
   * Whether tasks get a public address, which they need in public subnets.
   * @default false
   */
  assignPublicIp: z.boolean().optional(),
  ...egress,
});

/** The network that tasks run in; docs/networks.md says when to take which. */
export const networkSchema = z.discriminatedUnion('mode', [
  publicNetwork,
  privateNetwork,
  endpointsNetwork,
  existingNetwork,
]);

export type NetworkConfig = z.input<typeof networkSchema>;

/** The fields of all modes at once. */
export type NetworkFields = Partial<
  Omit<z.input<typeof privateNetwork>, 'mode'> &
    Omit<z.input<typeof endpointsNetwork>, 'mode'> &
    Omit<z.input<typeof existingNetwork>, 'mode'>
>;
