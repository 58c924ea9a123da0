import { explainReport, isNativeReport } from './native-reports.ts'

/**
 * Makes what turns a line of workerd's into those worth printing: none where it says nothing about the
 * app. workerd reports each client that went away, and puts a native stack below what it reports.
 */
export function createLineFilter(): (line: string) => string[] {
  let native = false
  let before: string | undefined
  let held: string[] = []
  return (line) => {
    const lines = [...held, line]
    held = []
    if (lines.length > 1 && isOwnFrame(line)) return []
    if (native && isNativeStack(line)) return []
    if (isWarning(line)) {
      held = [line]
      return lines.slice(0, -1)
    }
    native = isNativeReport(line)
    if (!native) {
      if (!isHint(line)) before = undefined
      return isHint(line) ? [] : lines
    }
    const { text, once } = explainReport(line)
    const isAgain = once && text === before
    if (text !== undefined) before = text
    const told = isAgain || text === undefined ? [] : [text]
    return [...lines.slice(0, -1), ...told]
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

/** That a request is woken which has gone. Whose doing it is stands in the line below. */
function isWarning(line: string): boolean {
  return line.startsWith('Warning: A promise was resolved or rejected from a different request')
}

/** `wakeRequest` of `@cloudwerk/core/host`, for which that is nothing to worry about. */
function isOwnFrame(line: string): boolean {
  return /^\s+at \S*cloudwerkWakesRequest\b/.test(line)
}

/** Comes before a report that says the same. */
function isHint(line: string): boolean {
  return line.startsWith('Received a connect event but we lack a handler.')
}

/** `stack: /bin/workerd@22abd7b …; sentryErrorContext = jsgInternalError; wdErrId = …` */
function isNativeStack(line: string): boolean {
  return /^stack: \S+@[0-9a-f]+(?:\s\S+@[0-9a-f]+)*\s*(?:; .*)?$/.test(line)
}
