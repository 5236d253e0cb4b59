/**
 * What the names of log groups of executions begin with. Step Functions adds each group to a policy of
 * the account that has 5,120 characters, unless its name begins with `/aws/vendedlogs/`.
 * https://docs.aws.amazon.com/step-functions/latest/dg/bp-cwl.html
 */
export const executionLogsFolder = '/aws/vendedlogs/states/';
