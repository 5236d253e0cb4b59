import { isSecretName } from '../../stacks/rules/secret-name';
import { secretKindOf } from '../../stacks/rules/secret-value';

const dots = '•••';

/** `password=x`, `"apiKey": "x"`, `\"token\":\"x\"`: the name, what stands between, and the value. */
const assigned = /([\w.-]+)(\\?["']?\s*[=:]\s*)(\\?"[^"]*"|'[^']*'|[^\s,;&"'}]+)/g;
/** `--password x` */
const option = /(--?)([\w-]+)(\s+)([^\s-]\S*)/g;
const authorization = /\b(bearer|basic)\s+[\w.+/=~-]{8,}/gi;
const password = /([a-z][\w+.-]*:\/\/[^/@\s:]*:)[^/@\s]+@/gi;
const word = /[^\s"',;()[\]{}<>]+/g;
const keyBegins = /-----BEGIN [A-Z ]*PRIVATE KEY/;
const keyEnds = /-----END [A-Z ]*PRIVATE KEY/;

/**
 * A text without what looks like a secret: what stands behind the name of one, and what has the form of a
 * well-known key, of a password in a URL, or of a random one. What matches nothing stays.
 */
export function mask(text: string): string {
  return text
    .replace(password, `$1${dots}@`)
    .replace(authorization, `$1 ${dots}`)
    .replace(assigned, (all, name: string, between: string) =>
      isSecretName(name) ? `${name}${between}${dots}` : all,
    )
    .replace(option, (all, dashes: string, name: string, space: string) =>
      isSecretName(name) ? `${dashes}${name}${space}${dots}` : all,
    )
    .replace(word, maskWord);
}

/** The same for lines one below the other, of which a private key takes several. */
export function maskLines(lines: readonly string[]): string[] {
  let inKey = false;
  return lines.map((line) => {
    const begins = keyBegins.test(line);
    const hidden = inKey || begins;
    inKey = hidden && !keyEnds.test(line);
    return hidden ? dots : mask(line);
  });
}

/** A word may have a key among its parts, such as a link whose query has one. */
function maskWord(text: string): string {
  return text
    .split(/([=&?:@]+)/)
    .map((part) => (secretKindOf(part) === undefined ? part : dots))
    .join('');
}
