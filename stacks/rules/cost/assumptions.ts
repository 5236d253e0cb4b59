/** What no Terraform resource says. */
export interface CostAssumptions {
  /** First moment of the month that counts. */
  readonly from: Date;
  /**
   * Minutes that a run takes, from the image's pull on.
   * @default 5
   */
  readonly runMinutes?: number;
  /**
   * The same for jobs of which it is known.
   * @default {}
   */
  readonly runMinutesByJob?: Readonly<Record<string, number>>;
  /**
   * Whose task a job runs, of jobs that run another's: what is synthesized does not say it.
   * @default {}
   */
  readonly taskByJob?: Readonly<Record<string, string>>;
  /**
   * Whether tasks get a public address where the resources only refer to it.
   * @default - those of a network without a NAT gateway do
   */
  readonly publicIp?: boolean;
  /**
   * Share of the runs, or of their tasks where `taskCount` is more than 1, that fail, 0 to 1. Of each
   * there is a notification where there are alarms.
   * @default 0.01
   */
  readonly failedShare?: number;
  /**
   * MB that a run logs.
   * @default 1
   */
  readonly logMbPerRun?: number;
  /**
   * Objects that a run writes.
   * @default 20
   */
  readonly writesPerRun?: number;
  /**
   * GB that a run sends and receives through a NAT gateway.
   * @default 0.1
   */
  readonly transferGbPerRun?: number;
  /**
   * GB in each bucket.
   * @default 1
   */
  readonly bucketGb?: number;
  /**
   * GB in each image repository.
   * @default 0.5
   */
  readonly repositoryGb?: number;
}

export const defaultAssumptions = {
  runMinutes: 5,
  runMinutesByJob: {},
  taskByJob: {},
  failedShare: 0.01,
  logMbPerRun: 1,
  writesPerRun: 20,
  transferGbPerRun: 0.1,
  bucketGb: 1,
  repositoryGb: 0.5,
} as const satisfies Omit<CostAssumptions, 'from' | 'publicIp'>;

export type Assumptions = Required<Omit<CostAssumptions, 'publicIp'>> &
  Pick<CostAssumptions, 'publicIp'>;
