/** What workerd reports in its own terms, and what that means. */
const meanings = [
  {
    pattern: /SQLITE_FULL|SQLITE_IOERR_SHMSIZE|No space left on device/,
    text: 'The disk is full. Calls that change something fail until there is room, and so do all calls of objects that are not awake; what was acknowledged is kept.',
  },
  {
    pattern: /Too many open files/,
    text: 'The limit of open files is reached. Raise it (ulimit -n, LimitNOFILE of systemd).',
  },
  {
    pattern: /WebSocket protocol error; .*Message is too large: \d+ > \d+/,
    text: 'A client sent a message of more than 32 MiB. Its socket was closed with 1009.',
  },
]

/**
 * Makes what turns a line of workerd's into one worth printing; undefined where it says nothing about
 * the app. workerd reports each client that went away, and puts a native stack below what it reports.
 */
export function createLineFilter(): (line: string) => string | undefined {
  let native = false
  let before: string | undefined
  return (line) => {
    if (native && isNativeStack(line)) return undefined
    native = isNativeReport(line)
    const meaning = native ? meanings.find(({ pattern }) => pattern.test(line))?.text : undefined
    const isAgain = meaning !== undefined && meaning === before
    before = meaning
    if (isAgain || isDisconnect(line)) return undefined
    return meaning ?? line
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

/** A class that is configured and not in the bundle: workerd warns of it, `hostObject` throws. */
export function findUnexportedClass(lines: readonly string[]): string | undefined {
  const pattern =
    /warning: A DurableObjectNamespace in the config referenced the class "([^"]+)"|The bundle does not export the class (\S+)$/
  for (const line of lines) {
    const [, warned, thrown] = pattern.exec(line) ?? []
    if (warned ?? thrown) return warned ?? thrown
  }
  return undefined
}

/** `workerd/util/sqlite.c++:1744: error: …`, or the last one before it ends. */
function isNativeReport(line: string): boolean {
  return /^(?:\*\*\* Fatal uncaught kj::Exception: )?\S+\.(?:c\+\+|rs):\d+: /.test(line)
}

function isDisconnect(line: string): boolean {
  return isNativeReport(line) && /\bdisconnected: /.test(line)
}

function isNativeStack(line: string): boolean {
  return /^stack: (?:\S+@[0-9a-f]+\s?)+$/.test(line)
}
