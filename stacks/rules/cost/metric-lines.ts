import { hoursAMonth } from '../runs-a-month';
import { activeHours, type Job } from './jobs';
import { line, type CostLine } from './line';
import { block, blocks, ofType, text, type PricedResource, type Values } from './values';

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html
const clusterMetrics = 13;
const familyMetrics = 10;
// Enhanced observability adds them by task and by container.
const enhancedFamilyMetrics = 30;

/** Metrics are paid by the hour in which they have data: the hours in which a task runs. */
export function insightsLines(
  resources: readonly PricedResource[],
  jobs: readonly Job[],
): CostLine[] {
  return ofType(resources, 'aws_ecs_cluster').flatMap((cluster) => {
    const setting = blocks(cluster['setting']).find(({ name }) => name === 'containerInsights')?.[
      'value'
    ];
    if (setting !== 'enabled' && setting !== 'enhanced') return [];
    const enhanced = setting === 'enhanced';
    const hours = jobs.map(activeHours);
    const inCluster = Math.min(
      hoursAMonth,
      hours.reduce((sum, each) => sum + each, 0),
    );
    const inFamilies = hours.reduce((sum, each) => sum + each, 0);
    const metricHours =
      inCluster * clusterMetrics + inFamilies * (enhanced ? enhancedFamilyMetrics : familyMetrics);
    return [
      line(
        'Container Insights',
        enhanced ? 'enhancedInsightsMetric' : 'customMetric',
        metricHours / hoursAMonth,
      ),
    ];
  });
}

/** Custom metrics: those that metric filters make, and those that alarms watch. */
export function metricLines(
  resources: readonly PricedResource[],
  jobs: readonly Job[],
): CostLine[] {
  const filters = ofType(resources, 'aws_cloudwatch_log_metric_filter').map((filter) => {
    const { namespace, name, default_value: always } = block(filter['metric_transformation']);
    return { key: `${text(namespace)} ${text(name)}`, always: always !== undefined };
  });
  const watched = ofType(resources, 'aws_cloudwatch_metric_alarm')
    .flatMap(metricsOf)
    .filter(({ namespace }) => !/^(AWS\/|ECS\/ContainerInsights$|$)/.test(text(namespace)))
    .map((metric) => ({
      key: `${text(metric['namespace'])} ${text(metric['metric_name'])} ${JSON.stringify(metric['dimensions'] ?? {})}`,
      always: false,
    }));
  const busiest = Math.max(0, ...jobs.map(activeHours));
  const metrics = new Map([...watched, ...filters].map((metric) => [metric.key, metric]));
  return [...metrics.values()].map(({ always }) =>
    line('Custom metrics', 'customMetric', always ? 1 : busiest / hoursAMonth),
  );
}

/** The metrics of an alarm: its own, or those that its expression is made of. */
export function metricsOf(alarm: Values): Values[] {
  const queried = blocks(alarm['metric_query']).flatMap(({ metric }) => blocks(metric));
  return queried.length > 0 ? queried : [alarm];
}
