import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type ESTree, type ParseResult, parseSync } from 'vite'
import { UserError } from '../user-error.ts'

type EcmaScriptModule = ParseResult['module']

/** One parsed file of the app. */
export interface Source {
  /** Relative to the app's root, with forward slashes. */
  file: string
  text: string
  body: ESTree.Program['body']
  exports: EcmaScriptModule['staticExports'][number]['entries']
  imports: EcmaScriptModule['staticImports']
}

export interface Problem {
  /** Where in the text it is. */
  offset: number
  message: string
  hint?: string
}

/** @throws UserError when the file cannot be read or has a syntax error. */
export async function readSource(root: string, file: string): Promise<Source> {
  try {
    return parseSource(file, await readFile(join(root, file), 'utf8'))
  } catch (cause) {
    if (cause instanceof UserError) throw cause
    const { code } = cause as NodeJS.ErrnoException
    throw new UserError(`The file cannot be read (${code}).`, { file, hint: readHint(code), cause })
  }
}

/** @throws UserError for a syntax error, with its line and a code frame. */
export function parseSource(file: string, raw: string): Source {
  const text = raw.replace(/^\uFEFF/, '')
  const { program, module, errors } = parseSync(file, text)
  const error = errors.find(({ severity }) => severity === 'Error')
  if (error) {
    throw problemAt(
      { file, text },
      {
        offset: error.labels[0]?.start ?? 0,
        message: `Syntax error: ${error.message}${codeFrame(error.codeframe)}`,
        hint: error.helpMessage ?? undefined,
      },
    )
  }
  const exports = module.staticExports.flatMap(({ entries }) => entries)
  return { file, text, body: program.body, exports, imports: module.staticImports }
}

/** A UserError that carries `file:line:column`. */
export function problemAt(
  source: Pick<Source, 'file' | 'text'>,
  { offset, message, hint }: Problem,
): UserError {
  return new UserError(message, { file: placeOf(source, offset), hint })
}

/** `app/objects/room.ts:12:3` */
export function placeOf({ file, text }: Pick<Source, 'file' | 'text'>, offset: number): string {
  const before = text.slice(0, offset).split(/\r\n|[\n\r\u2028\u2029]/)
  const column = (before.at(-1)?.length ?? 0) + 1
  return `${file}:${before.length}:${column}`
}

// The head of the frame repeats the message, and counts columns in bytes.
function codeFrame(frame: string | null): string {
  const lines = frame?.split('\n').filter((line) => /^ *(\d+ \||:)/.test(line)) ?? []
  return lines.length > 0 ? `\n\n${lines.join('\n')}` : ''
}

function readHint(code: string | undefined): string {
  if (code === 'ENOENT' || code === 'ELOOP') return 'It is a broken link. Remove it.'
  return 'Check its permissions.'
}
