import { logDriverProblems } from '../../stacks/rules/fargate-parameters';
import type { Draft } from './draft';
import type { Field } from './field';
import { keepLogGroup } from './keep';

/** Options of awslogs, of which a region is the project's; what else they say is the same for all jobs. */
export function awslogsOptions(options: Field, draft: Draft): void {
  for (const [name, option] of options.entries()) {
    // That of the stack itself says nothing.
    if (name === 'awslogs-region' && /AWS::Region/.test(option.written)) option.pass();
    else if (name === 'awslogs-region') {
      const region = option.text();
      if (region !== undefined) draft.setProject('region', region, option);
    } else if (name === 'awslogs-group') {
      option.differs(keepLogGroup(option));
      option.pass();
    } else option.lost('is set here for all jobs');
  }
}

/** Whether lines go elsewhere by a driver that Fargate has. */
export function leavesCloudWatch(log: Field, driver: string): boolean {
  if (driver === 'awslogs') return false;
  if (logDriverProblems(driver).length > 0) {
    log.lost(`Fargate has no driver ${driver}: lines go to CloudWatch Logs`);
    return false;
  }
  log.differs('its lines are not in CloudWatch Logs, so that logs and alarms of lines see nothing');
  return true;
}
