// https://docs.aws.amazon.com/chatbot/latest/APIReference/API_CreateSlackChannelConfiguration.html
// https://docs.aws.amazon.com/chatbot/latest/APIReference/API_CreateMicrosoftTeamsChannelConfiguration.html
const uuid = /^[\dA-Fa-f]{8}(-[\dA-Fa-f]{4}){3}-[\dA-Fa-f]{12}$/;
const kinds = {
  workspace: { pattern: /^T[\dA-Z]{1,254}$/, example: 'T0123ABCD, which begins with T' },
  slackChannel: {
    pattern: /^[CGD][\dA-Za-z]{1,254}$/,
    example: 'C0123ABCD, the end of the link to the channel',
  },
  team: { pattern: uuid, example: 'the groupId in the link to the team, a UUID' },
  tenant: { pattern: uuid, example: 'the tenantId in the link to the team, a UUID' },
  teamsChannel: {
    pattern: /^[\w=+/.,-]*%3[aA][\w=+/.,-]*%40[\w=+/.,-]*$/,
    example: 'as in the link to the channel, with %3A and %40 in it: 19%3A0123abcd%40thread.tacv2',
  },
} as const;

/** What is wrong with the ID of something in Slack or Teams. */
export function chatIdProblems(kind: keyof typeof kinds, id: string): string[] {
  const { pattern, example } = kinds[kind];
  return pattern.test(id) && id.length <= 255 ? [] : [`must be ${example}, got "${id}"`];
}
