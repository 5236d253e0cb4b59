/**
 * How keys of well-known services begin or look, as in
 * https://github.com/gitleaks/gitleaks/blob/v8.28.0/config/gitleaks.toml
 */
const kinds: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY/, 'a private key'],
  [/\b(AKIA|ASIA)[A-Z2-7]{16}\b/, 'an access key of AWS'],
  [/\b(gh[pousr]_\w{36}|github_pat_\w{22})/, 'a token of GitHub'],
  [/\bglpat-[\w-]{20}/, 'a token of GitLab'],
  [/\bxox[abeoprs]-\w{4}/, 'a token of Slack'],
  [/\b[rs]k_live_\w{10}/, 'a key of Stripe'],
  [/\bAIza[\w-]{35}/, 'a key of Google'],
  [/\bnpm_[A-Za-z0-9]{36}/, 'a token of npm'],
  [/\bey[A-Za-z0-9_-]{10,}\.ey[A-Za-z0-9_-]{10,}\./, 'a JSON web token'],
  [/^[a-z][\w+.-]*:\/\/[^/@\s:]*:[^/@\s]+@/, 'a URL with a password'],
];

const leastRandom = 20;
// Bits for each letter: words and paths have fewer, and a digest in hexadecimal has at most four.
const randomEntropy = 4;

/** What a value looks like that is likely a secret, whatever its name says. */
export function secretKindOf(value: string): string | undefined {
  return kinds.find(([pattern]) => pattern.test(value))?.[1] ?? randomKindOf(value);
}

function randomKindOf(value: string): string | undefined {
  const mixed = [/[a-z]/, /[A-Z]/, /\d/, /^[\w+/=-]+$/].every((pattern) => pattern.test(value));
  return mixed && value.length >= leastRandom && entropyOf(value) > randomEntropy
    ? 'a random key'
    : undefined;
}

/** Shannon's, in bits for each letter. */
function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  return [...counts.values()]
    .map((count) => count / text.length)
    .reduce((sum, share) => sum - share * Math.log2(share), 0);
}
