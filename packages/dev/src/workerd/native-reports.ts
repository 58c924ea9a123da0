/** A report of workerd and what it means for the app's author. The first pattern that matches counts. */
interface Meaning {
  pattern: RegExp
  /** Whether a report that is repeated, such as for each call on a full disk, is shown only once. */
  once?: boolean
  /** Undefined where the report says nothing about the app, or repeats the line before it. */
  text: string | ((match: RegExpExecArray) => string) | undefined
}

const meanings: Meaning[] = [
  // A client disconnected.
  { pattern: /\bdisconnected: /, text: undefined },
  {
    pattern: /SQLITE_FULL|SQLITE_IOERR_SHMSIZE|No space left on device/,
    once: true,
    text: 'The disk is full. Until there is room, calls that change something fail, and so do all calls of objects that are not in memory. All changes that were acknowledged are kept.',
  },
  {
    pattern: /Too many open files/,
    once: true,
    text: 'The limit of open files is reached. Raise it with ulimit -n, or LimitNOFILE in systemd.',
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
    // The client gets status 500, or its connection is closed.
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
    text: 'A request was canceled: its handler was waiting for something that can no longer happen.',
  },
  // The app received this error and threw it on. The line before says what it was.
  { pattern: /remote\.jsg\.Error: internal error; reference = /, text: undefined },
  {
    pattern: /Uncaught exception: .*?remote\.jsg\.(\S+: .*)/,
    text: ([, error]) => `A request failed with an error that nothing caught: ${error}`,
  },
]

/** The prefix of a report: a file of workerd's source, the line and the severity. */
const prefix =
  /^(?:\*\*\* Fatal uncaught kj::Exception: )?\S+\/\S+\.(?:c\+\+|rs|h):\d+: (?:(?:error|warning|info|fatal): )?/

export function isNativeReport(line: string): boolean {
  return prefix.test(line)
}

export interface Report {
  /** A sentence; undefined where the report should not be shown. */
  text: string | undefined
  once: boolean
}

/** An unknown report is shown as it is, without positions in workerd's source. */
export function readReport(line: string): Report {
  for (const { pattern, text, once = false } of meanings) {
    const match = pattern.exec(line)
    if (match) return { text: typeof text === 'function' ? text(match) : text, once }
  }
  return { text: `workerd: ${withoutPositions(line)}`, once: false }
}

/** `workerd/io/x.c++:12: error: NOSENTRY e = kj/y.c++:3: failed: what happened` */
function withoutPositions(line: string): string {
  return line
    .replace(prefix, '')
    .replace(/\bNOSENTRY\b:? ?/g, '')
    .replace(/(?:\be = )?\S+\.(?:c\+\+|rs|h):\d+: (?:failed: )?/g, '')
}
