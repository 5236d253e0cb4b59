import { ChatbotSlackChannelConfiguration } from '@cdktf/provider-aws/lib/chatbot-slack-channel-configuration';
import { ChatbotTeamsChannelConfiguration } from '@cdktf/provider-aws/lib/chatbot-teams-channel-configuration';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import type { Construct } from 'constructs';
import type { AlarmSettings, Settings } from '../../settings/settings';
import { policyDocument } from '../../stack/policy';

export interface ChatProps {
  readonly settings: Settings;
  readonly alarms: AlarmSettings;
  readonly topicArn: string;
}

/** The channels of Slack and Teams that Amazon Q Developer shows the messages of the topic in. */
export function chatChannels(scope: Construct, { settings, alarms, topicArn }: ChatProps): void {
  const { slack, teams } = alarms;
  if (slack === undefined && teams === undefined) return;
  // It gives whoever writes in the channel no right at all; to show messages takes none.
  const role = new IamRole(scope, 'chat-role', {
    name: `${settings.prefix}_notify-chat`,
    description: 'Amazon Q Developer shows notifications in a chat',
    // AWS documents no source that it would act for.
    // https://docs.aws.amazon.com/chatbot/latest/adminguide/chatbot-iam-policies-for-slash-commands.html
    assumeRolePolicy: policyDocument({
      Effect: 'Allow',
      Action: ['sts:AssumeRole'],
      Principal: { Service: 'chatbot.amazonaws.com' },
    }),
  });
  const common = {
    iamRoleArn: role.arn,
    snsTopicArns: [topicArn],
    // Without one it is AdministratorAccess, for roles that members of the channel bring along.
    // https://docs.aws.amazon.com/chatbot/latest/APIReference/API_CreateSlackChannelConfiguration.html
    guardrailPolicyArns: ['arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess'],
  };
  if (slack !== undefined) {
    new ChatbotSlackChannelConfiguration(scope, 'slack', {
      ...common,
      configurationName: `${settings.prefix}-slack`,
      slackTeamId: slack.workspaceId,
      slackChannelId: slack.channelId,
    });
  }
  if (teams !== undefined) {
    new ChatbotTeamsChannelConfiguration(scope, 'teams', {
      ...common,
      configurationName: `${settings.prefix}-teams`,
      tenantId: teams.tenantId,
      teamId: teams.teamId,
      channelId: teams.channelId,
    });
  }
}
