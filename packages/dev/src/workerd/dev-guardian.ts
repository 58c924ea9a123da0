import { mkdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { cloudwerkFolder } from '../paths.ts'
import { findWorkerd } from './find-workerd.ts'

const scriptName = 'workerd-with-parent'

/** Whether the variable is ours, and not the user's: other processes may have another version of workerd. */
export function isDevGuardian(path: string | undefined): boolean {
  return path !== undefined && basename(path) === scriptName
}

/**
 * Makes the dev server's workerd end with it, as `start-guardian.ts` does for `start`. When node is
 * killed by force, Miniflare (5.20261006) leaves workerd running, with the data open. Miniflare runs
 * this script in place of workerd. The script starts a watcher and becomes workerd, so that Miniflare's
 * signals still reach it. Ctrl-C, which a terminal sends to every process, is ignored: node handles it
 * and lets running calls end first.
 */
export function installDevGuardian(root: string): void {
  if (process.platform === 'win32' || process.env.MINIFLARE_WORKERD_PATH) return
  const folder = join(root, cloudwerkFolder)
  const script = join(folder, scriptName)
  mkdirSync(folder, { recursive: true })
  writeFileSync(script, devGuardianScript(findWorkerd()), { mode: 0o755 })
  process.env.MINIFLARE_WORKERD_PATH = script
}

/** `$$` stays the pid when the shell becomes workerd; the parent of that pid changes when node ends. */
function devGuardianScript(workerd: string): string {
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
