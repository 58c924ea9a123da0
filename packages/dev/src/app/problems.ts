import { UserError } from '../user-error.ts'

export interface Scan<T> {
  entries: T[]
  problems: UserError[]
}

/** Scans each item and continues after a failure, so that all problems are reported together. */
export async function scanEach<Item, T>(
  items: readonly Item[],
  scan: (item: Item) => Promise<T>,
): Promise<Scan<T>> {
  const entries: T[] = []
  const problems: UserError[] = []
  for (const result of await Promise.allSettled(items.map(scan))) {
    if (result.status === 'fulfilled') entries.push(result.value)
    else problems.push(...problemsOf(result.reason))
  }
  return { entries, problems }
}

/**
 * Throws nothing for an empty list, a single problem as it is, and several as one UserError that
 * lists them in its message and keeps them in `cause` (an AggregateError).
 */
export function throwProblems(problems: readonly UserError[]): void {
  const [first] = problems
  if (!first) return
  if (problems.length === 1) throw first
  const list = problems.map(formatPlainly).join('\n\n')
  throw new UserError(`${problems.length} problems in the app:\n\n${list}`, {
    cause: new AggregateError(problems),
  })
}

/** The individual problems in what `throwProblems` threw. Rethrows anything but a UserError. */
export function problemsOf(error: unknown): UserError[] {
  if (!(error instanceof UserError)) throw error
  return error.cause instanceof AggregateError ? error.cause.errors.flatMap(problemsOf) : [error]
}

function formatPlainly({ file, message, hint }: UserError): string {
  const text = `${file ? `${file}: ` : ''}${message}${hint ? `\n${hint}` : ''}`
  return text.replaceAll('\n', '\n  ').replaceAll(/^ +$/gm, '')
}
