import { join } from 'node:path';
import { RootCommand, type Command as Completions } from '@bomb.sh/tab';
import { Argument, Command } from 'commander';
import { loadProject } from '../deployed/project';
import { print } from '../terminal/terminal';
import { examples } from './verb';
import { verbs } from './verbs';

const name = 'fargate-cron';
const shells = ['bash', 'zsh', 'fish'] as const;

export function define(command: Command): void {
  command
    .addArgument(new Argument('<shell>', 'whose script to print').choices(shells))
    .action((shell: (typeof shells)[number]) => {
      // The script asks this very command; npx in between would be felt at every key.
      const ask = [process.execPath, join(__dirname, '..', 'fargate-cron.js')]
        .map(quoted)
        .join(' ');
      if (shell === 'bash') print(bashScript(ask));
      else if (shell === 'zsh') print(zshScript(ask));
      else new RootCommand().setup(name, ask, shell);
    });
  examples(command, [
    [`source <(npx ${name} completion bash)`, 'in ~/.bashrc'],
    [`source <(npx ${name} completion zsh)`, 'in ~/.zshrc, after compinit'],
    [`npx ${name} completion fish | source`, 'in ~/.config/fish/config.fish'],
  ]);
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

/** Prints what can follow these words, in the form that the scripts read. */
export function complete(words: readonly string[]): void {
  const root = new RootCommand();
  for (const { name: verb, summary, load } of verbs) {
    const completions = root.command(verb, summary);
    if (!words.includes(verb)) continue;
    const command = new Command(verb);
    load().define(command);
    offer(completions, command);
    for (const part of command.commands) {
      offer(root.command(`${verb} ${part.name()}`, part.description()), part);
    }
  }
  root.parse([...words]);
}

function offer(completions: Completions, { options, registeredArguments }: Command): void {
  for (const { long, short, description, required, optional, argChoices } of options) {
    const option = long?.slice(2) ?? '';
    const letter = short?.slice(1);
    if (!required && !optional) completions.option(option, description, letter);
    else completions.option(option, description, offering(argChoices ?? []), letter);
  }
  for (const argument of registeredArguments) {
    const values = argument.name() === 'job' ? jobNames() : (argument.argChoices ?? []);
    completions.argument(argument.name(), offering(values), argument.variadic);
  }
}

function offering(values: readonly string[]) {
  return (add: (value: string, description: string) => void) => {
    for (const value of values) add(value, '');
  };
}

/** A key press is no moment for an error: a configuration that is wrong has no jobs to offer. */
function jobNames(): string[] {
  try {
    return loadProject().jobs.map((job) => job.name);
  } catch {
    return [];
  }
}
