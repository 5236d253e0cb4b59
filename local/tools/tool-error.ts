/** A tool cannot be had; the message is one line that says what to do. */
export class ToolError extends Error {
  override readonly name = 'ToolError';
}
