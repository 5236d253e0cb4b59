/** What the name of a secret has in it. */
const words = [
  'secret',
  'password',
  'passwd',
  'passphrase',
  // Not `TOKENIZERS_PARALLELISM`.
  'token(?!i[sz])',
  'credential',
  'connection[_-]?string',
  '(private|api|access|encryption|signing|license)[_-]?key',
  '(^|[_-])pwd',
  '(^|[_-]|pg)pass($|[_-])',
];
/** What the name of something about a secret ends or begins with: where it is, how long it holds. */
const about =
  /(arn|name|id|uri|url|value_?from|version|[_-](ttl|file|path|seconds|minutes|hours|days|length|limit|count))s?$|^max[_-]/i;

const secret = new RegExp(words.join('|'), 'i');

/**
 * Whether a name, of an environment variable, an option or a label, says that its value is a secret. The
 * check of the configuration and what reviews leave out go by the same list.
 */
export function isSecretName(name: string): boolean {
  return secret.test(name) && !about.test(name);
}
