/** What is wrong with the ID of an AWS account. */
export function accountProblems(account: string): string[] {
  return /^\d{12}$/.test(account)
    ? []
    : [`must be the 12 digits of an AWS account, got "${account}"`];
}
