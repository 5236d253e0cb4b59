/**
 * A JSONata expression of a message in the one schema of which Amazon Q Developer shows more than nothing
 * in Slack and Teams.
 * https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
 *
 * @param title a JSONata expression, as is `description`
 */
export function chatMessage(title: string, description: string): string {
  return `$string({'version': '1.0', 'source': 'custom', 'content': {'textType': 'client-markdown', 'title': ${title}, 'description': ${description}}})`;
}
