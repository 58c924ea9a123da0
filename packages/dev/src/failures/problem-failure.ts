import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../user-error.ts'
import { readCodeFrame } from './code-frame.ts'
import type { Failure, Part, Place } from './failure.ts'

export interface ProblemOptions {
  code: string
  root: string
  request: { method: string; url: string }
}

/** The problems in the app's files, for the page. Their positions are those that the scan reports. */
export function toProblemFailure(
  problems: readonly Error[],
  { code, root, request }: ProblemOptions,
): Failure {
  return {
    code,
    name: 'Problem',
    message: 'The app cannot run',
    file: undefined,
    request: `${request.method} ${request.url}`,
    method: request.method,
    object: undefined,
    fields: [],
    parts: problems.map((problem) => problemPart(problem, root)),
  }
}

function problemPart(problem: Error, root: string): Part {
  const { file, hint } = problem instanceof UserError ? problem : {}
  const title = [problem.message, hint].filter(Boolean).join('\n')
  return { title, place: file === undefined ? undefined : placeAt(file, root), stack: [] }
}

/** `app/objects/counter.ts:2:14`; a file without a line stands for its first line. */
function placeAt(position: string, root: string): Place {
  const [, path = position, line = 1, column = 1] =
    /^(.+?)(?::(\d+))?(?::(\d+))?$/.exec(position) ?? []
  const at = { file: join(root, path), line: Number(line), column: Number(column) }
  const code = line === 1 ? undefined : readCodeFrame(readText(at.file), at)
  return { name: '', ...at, position, text: `at ${position}`, isOwn: true, code }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
