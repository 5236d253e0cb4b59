/**
 * Makes Terraform take a text from `config.ts` for what it is. Unescaped, `${HOME}` in an
 * environment variable would be a reference to something that Terraform does not know.
 * https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences-1
 */
export function literal(text: string): string {
  return text.replaceAll(/[$%](?=\{)/g, (sign) => sign + sign);
}
