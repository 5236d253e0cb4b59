/**
 * The operations of EventBridge Scheduler, whose requests do not name them.
 * https://docs.aws.amazon.com/scheduler/latest/APIReference/API_Operations.html
 */
const operations: readonly (readonly [method: string, path: RegExp, operation: string])[] = [
  ['GET', /^\/schedules$/, 'ListSchedules'],
  ['POST', /^\/schedules\/[^/]+$/, 'CreateSchedule'],
  ['GET', /^\/schedules\/[^/]+$/, 'GetSchedule'],
  ['PUT', /^\/schedules\/[^/]+$/, 'UpdateSchedule'],
  ['DELETE', /^\/schedules\/[^/]+$/, 'DeleteSchedule'],
  ['GET', /^\/schedule-groups$/, 'ListScheduleGroups'],
  ['POST', /^\/schedule-groups\/[^/]+$/, 'CreateScheduleGroup'],
  ['GET', /^\/schedule-groups\/[^/]+$/, 'GetScheduleGroup'],
  ['DELETE', /^\/schedule-groups\/[^/]+$/, 'DeleteScheduleGroup'],
  ['GET', /^\/tags\/.+$/, 'ListTagsForResource'],
  ['POST', /^\/tags\/.+$/, 'TagResource'],
  ['DELETE', /^\/tags\/.+$/, 'UntagResource'],
];

/** The operation of a request to a REST service; nothing where the service is none of the project's. */
export function restOperation(service: string, method: string, url: string): string | undefined {
  if (service !== 'scheduler') return undefined;
  const [path = ''] = url.split('?');
  return operations.find(([of, like]) => of === method && like.test(path))?.[2];
}
