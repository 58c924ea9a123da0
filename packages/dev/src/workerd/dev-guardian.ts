import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cloudwerkFolder } from '../paths.ts'
import { findWorkerd } from './find-workerd.ts'

/**
 * Makes the dev server's workerd end with it. Miniflare leaves workerd running, with the data open,
 * when node is killed by force (miniflare 5.20261006). The script leaves a watcher behind and
 * becomes workerd, so that Miniflare's own signals still reach it. Ctrl-C in a terminal, which every
 * process there gets, is for node alone: calls are to end first.
 */
export function guardWorkerd(root: string): void {
  if (process.platform === 'win32' || process.env.MINIFLARE_WORKERD_PATH) return
  const folder = join(root, cloudwerkFolder)
  const script = join(folder, 'workerd-with-parent')
  mkdirSync(folder, { recursive: true })
  writeFileSync(script, scriptFor(findWorkerd()), { mode: 0o755 })
  process.env.MINIFLARE_WORKERD_PATH = script
}

/** `$$` stays the pid when the shell becomes workerd; its parent changes when node has gone. */
function scriptFor(workerd: string): string {
  return `#!/bin/sh
parent_of_workerd() {
  if [ -r /proc/self/status ]; then sed -n 's/^PPid:[^0-9]*//p' /proc/$$/status
  else ps -o ppid= -p $$ | tr -d ' '
  fi
}
(
  while [ "$(parent_of_workerd)" = $PPID ]; do sleep 1; done
  kill -KILL $$
) </dev/null >/dev/null 2>&1 3>&- &
trap '' INT
exec '${workerd.replaceAll("'", `'\\''`)}' "$@"
`
}
