import { join } from 'node:path';
import { RootCommand } from '@bomb.sh/tab';
import { print } from '../terminal/terminal';

const name = 'fargate-cron';

export const shells = ['bash', 'zsh', 'fish'] as const;

/** Prints the completion script of a shell. */
export function printScript(shell: (typeof shells)[number]): void {
  // The script asks this very command; npx in between would be felt at every key.
  const ask = [process.execPath, join(__dirname, '..', 'fargate-cron.js')].map(quoted).join(' ');
  if (shell === 'bash') print(bashScript(ask));
  else if (shell === 'zsh') print(zshScript(ask));
  else new RootCommand().setup(name, ask, shell);
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/**
 * The scripts of @bomb.sh/tab for bash and zsh evaluate what was typed, or a part of it, and so run
 * what stands in it. Here the words go on as they are; where none of ours follows, files are offered.
 */
function bashScript(ask: string): string {
  return `_fargate_cron() {
    local word value last redirected= cur=\${COMP_WORDS[COMP_CWORD]}
    local -a asked=()
    COMPREPLY=()
    for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        last=$(( \${#asked[@]} - 1 ))
        if [[ $word == *[\\<\\>]* && $word != [\\"\\']* ]]; then
            redirected=yes
        elif [[ -n $redirected ]]; then
            redirected=
        elif (( last >= 0 )) && [[ $word == : || \${asked[last]} == *: ]]; then
            # Bash takes 2026-11-20T23:00:00Z apart.
            asked[last]+=$word
        elif [[ $word != = ]]; then
            asked+=("$word")
        fi
    done
    [[ -z $redirected ]] || return 0
    cur=\${cur#[\\"\\'=]}
    while IFS=$'\\t' read -r value _; do
        if [[ $value != :* && $value == "$cur"* ]]; then COMPREPLY+=("$value"); fi
    done < <(${ask} complete -- "\${asked[@]}" "$cur" 2>/dev/null)
}
complete -o default -F _fargate_cron ${name}`;
}

function zshScript(ask: string): string {
  return `_fargate_cron() {
    local line
    local -a offered
    while IFS= read -r line; do
        [[ $line == :* ]] && continue
        line=\${line//:/\\\\:}
        offered+=("\${line/$'\\t'/:}")
    done < <(${ask} complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
    if (( $#offered )); then
        compset -P '--*='
        _describe ${name} offered
    else
        _files
    fi
}
compdef _fargate_cron ${name}`;
}
