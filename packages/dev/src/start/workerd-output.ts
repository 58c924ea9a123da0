import { explainReport, isNativeReport } from './workerd-reports.ts'

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
    if (!native) {
      if (isHint(line)) return undefined
      before = undefined
      return line
    }
    const { text, once } = explainReport(line)
    const isAgain = once && text === before
    if (text !== undefined) before = text
    return isAgain ? undefined : text
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

/** Comes before a report that says the same. */
function isHint(line: string): boolean {
  return line.startsWith('Received a connect event but we lack a handler.')
}

/** `stack: /bin/workerd@22abd7b …; sentryErrorContext = jsgInternalError; wdErrId = …` */
function isNativeStack(line: string): boolean {
  return /^stack: \S+@[0-9a-f]+(?:\s\S+@[0-9a-f]+)*\s*(?:; .*)?$/.test(line)
}
