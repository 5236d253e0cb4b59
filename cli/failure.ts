/** What was asked for could not be had; the command ends with exit code 1 and this one line. */
export class Failure extends Error {
  override readonly name = 'Failure';
}
