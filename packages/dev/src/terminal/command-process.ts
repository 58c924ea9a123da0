const variable = 'CLOUDWERK_COMMAND'

/** Makes the `cloudwerk` command of this process known to the plugin in it: it prints the errors. */
export function markCommandProcess(): void {
  process.env[variable] = String(process.pid)
}

/** False in Vite, Vitest and the tools of other frameworks, which print errors in their own way. */
export function isCommandProcess(): boolean {
  // A process that the command starts inherits the variable.
  return process.env[variable] === String(process.pid)
}
