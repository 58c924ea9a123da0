/**
 * Makes a filter that drops what says nothing about the app: workerd reports each client that went
 * away, with a native stack.
 */
export function createNoiseFilter(): (line: string) => boolean {
  let dropped = false
  return (line) => {
    dropped = isDisconnect(line) || (dropped && isNativeStack(line))
    return !dropped
  }
}

/** What a failed start says, without the native parts: `Uncaught SyntaxError: …`. */
export function cleanStartupOutput(lines: readonly string[]): string {
  return lines
    .filter((line) => !isNativeStack(line))
    .map((line) =>
      line
        .replace(/^\*\*\* Fatal uncaught kj::Exception: \S+: failed: /, '')
        .replace(/^service app: /, ''),
    )
    .join('\n')
    .trim()
}

/** The class in workerd's warning about one that is configured and not in the bundle. */
export function findUnexportedClass(lines: readonly string[]): string | undefined {
  const pattern = /warning: A DurableObjectNamespace in the config referenced the class "([^"]+)"/
  return lines.map((line) => pattern.exec(line)?.[1]).find((name) => name !== undefined)
}

function isDisconnect(line: string): boolean {
  return /^\S+\.(?:c\+\+|rs):\d+: .*\bdisconnected: /.test(line)
}

function isNativeStack(line: string): boolean {
  return /^stack: (?:\S+@[0-9a-f]+\s?)+$/.test(line)
}
