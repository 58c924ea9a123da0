/** What workerd reports in its own terms, and what that means; the first that fits. */
interface Meaning {
  pattern: RegExp
  /** Whether it is said once while it comes again and again, such as for each call on a full disk. */
  once?: boolean
  /** Undefined for what says nothing about the app, or what was said by the line before. */
  text: string | ((match: RegExpExecArray) => string) | undefined
}

const meanings: Meaning[] = [
  // A client that went away.
  { pattern: /\bdisconnected: /, text: undefined },
  {
    pattern: /SQLITE_FULL|SQLITE_IOERR_SHMSIZE|No space left on device/,
    once: true,
    text: 'The disk is full. Calls that change something fail until there is room, and so do all calls of objects that are not awake; what was acknowledged is kept.',
  },
  {
    pattern: /Too many open files/,
    once: true,
    text: 'The limit of open files is reached. Raise it (ulimit -n, LimitNOFILE of systemd).',
  },
  {
    pattern: /WebSocket protocol error; .*Message is too large: \d+ > \d+/,
    once: true,
    text: 'A client sent a message of more than 32 MiB. Its socket was closed with 1009.',
  },
  {
    pattern: /WebSocket protocol error; .*protocolError\.description = ([^;]*)/,
    once: true,
    text: ([, what]) => `A client broke the WebSocket protocol (${what}). Its socket was closed.`,
  },
  {
    // Whose request gets 500, or the end of its connection.
    pattern: /(?:kj\/compat\/(?:http|url)\.c\+\+:\d+: failed: )(?:expected .*?; )?([^;]*)/,
    once: true,
    text: ([, what]) => `A client sent a request that is not valid HTTP (${what}).`,
  },
  {
    pattern: /Handler does not export a connect\(\) function/,
    once: true,
    text: 'A client sent a CONNECT request, which the app does not serve.',
  },
  {
    pattern: /canceled this request because it detected that your Worker's code had hung/,
    text: 'A request was canceled: its handler waits for something that cannot happen any more.',
  },
  // The app has thrown on what it was told of it; the line before says what it was.
  { pattern: /remote\.jsg\.Error: internal error; reference = /, text: undefined },
  {
    pattern: /Uncaught exception: .*?remote\.jsg\.(\S+: .*)/,
    text: ([, error]) => `A request failed with an error that nothing caught: ${error}`,
  },
]

/** The prefix of a report: the file of workerd's own source, its line and how bad it is. */
const prefix =
  /^(?:\*\*\* Fatal uncaught kj::Exception: )?\S+\/\S+\.(?:c\+\+|rs|h):\d+: (?:(?:error|warning|info|fatal): )?/

export function isNativeReport(line: string): boolean {
  return prefix.test(line)
}

export interface Report {
  /** A sentence; undefined where it is not worth one. What is not known is kept. */
  text: string | undefined
  once: boolean
}

export function explainReport(line: string): Report {
  for (const { pattern, text, once = false } of meanings) {
    const match = pattern.exec(line)
    if (match) return { text: typeof text === 'function' ? text(match) : text, once }
  }
  return { text: `workerd: ${withoutPlaces(line)}`, once: false }
}

/** `workerd/io/x.c++:12: error: NOSENTRY e = kj/y.c++:3: failed: what happened` */
function withoutPlaces(line: string): string {
  return line
    .replace(prefix, '')
    .replace(/\bNOSENTRY\b:? ?/g, '')
    .replace(/(?:\be = )?\S+\.(?:c\+\+|rs|h):\d+: (?:failed: )?/g, '')
}
