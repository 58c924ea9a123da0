import { isNativeReport, readReport } from './native-reports.ts'

/**
 * Returns a function that takes a line of workerd's output and returns the lines worth printing: none
 * where it says nothing about the app. workerd reports each client that disconnects, and prints a native
 * stack below each report.
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
    const { text, once } = readReport(line)
    const isRepeated = once && text === before
    if (text !== undefined) before = text
    const shown = isRepeated || text === undefined ? [] : [text]
    return [...lines.slice(0, -1), ...shown]
  }
}

/** The output of a failed start without native stacks and prefixes: `Uncaught SyntaxError: …`. */
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

/** A class that is configured but not in the bundle: workerd warns of it, `hostObject` throws. */
export function findUnexportedClass(lines: readonly string[]): string | undefined {
  const pattern =
    /warning: A DurableObjectNamespace in the config referenced the class "([^"]+)"|The bundle does not export the class (\S+)$/
  for (const line of lines) {
    const [, warned, thrown] = pattern.exec(line) ?? []
    if (warned ?? thrown) return warned ?? thrown
  }
  return undefined
}

/** A request was woken that has ended. The line below says by which code. */
function isWarning(line: string): boolean {
  return line.startsWith('Warning: A promise was resolved or rejected from a different request')
}

/** `wakeRequest` of `@cloudwerk/core/host`, where the warning means nothing. */
function isOwnFrame(line: string): boolean {
  return /^\s+at \S*cloudwerkWakesRequest\b/.test(line)
}

/** A line before a report that says the same. */
function isHint(line: string): boolean {
  return line.startsWith('Received a connect event but we lack a handler.')
}

/** `stack: /bin/workerd@22abd7b …; sentryErrorContext = jsgInternalError; wdErrId = …` */
function isNativeStack(line: string): boolean {
  return /^stack: \S+@[0-9a-f]+(?:\s\S+@[0-9a-f]+)*\s*(?:; .*)?$/.test(line)
}
