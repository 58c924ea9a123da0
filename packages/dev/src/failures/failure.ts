import { isAbsolute, relative } from 'node:path'
import type { ShownError, ShownFailure } from '@cloudwerk/core/worker'
import { normalizePath } from 'vite'
import { type CodeFrame, readCodeFrame } from './code-frame.ts'
import { type Frame, readStack } from './stack.ts'

export interface StackLine extends Frame {
  /** `app/objects/counter.ts:20:9`, relative to the app; shortened for the runtime and packages. */
  position: string
  /** `at fail (app/objects/counter.ts:20:9)` */
  text: string
  /** Whether it is the app's own code. */
  isOwn: boolean
}

/** A position in the app's own code. */
export interface Place extends StackLine {
  code: CodeFrame | undefined
}

export interface Part {
  title: string
  /** The position in the app's own code, if it is known. */
  place: Place | undefined
  stack: StackLine[]
}

/** What a route threw, with the lines of the user's code. */
export interface Failure {
  code: string
  /** The route's file; undefined where the Worker reached none. */
  file: string | undefined
  name: string
  message: string
  /** `POST /api/counter/alice` */
  request: string
  method: string
  object: { method: string; id: string | undefined } | undefined
  /** Other fields of the error. */
  fields: [name: string, value: string][]
  /** Where it was thrown, where that was called, and what caused it. */
  parts: Part[]
}

export interface FailureOptions {
  root: string
  request: { method: string; url: string }
  /** The source of a module of the app, only if the Worker has loaded it. */
  sourceOf(file: string): string | undefined
}

export function toFailure(shown: ShownFailure, options: FailureOptions): Failure {
  const { code, file, name, message, method, id, remoteStack } = shown
  const part = (title: string, error: Pick<ShownError, 'message' | 'stack'>): Part =>
    toPart(title, readStack(error), options)
  const thrown = file === undefined ? "Thrown while the app's files were loaded" : 'Thrown here'
  const parts = remoteStack
    ? [
        elsewhere(part(thrown, { message, stack: remoteStack }), `Thrown in ${method}`),
        elsewhere(part('Called here', shown), `Called in ${file ?? 'the app'}`),
      ]
    : [elsewhere(part(thrown, shown), file === undefined ? thrown : `Thrown in ${file}`)]
  const causes = shown.causes.map((cause) => {
    const title = `Caused by ${cause.name}: ${cause.message}`
    // A cause that came with an object's error has the stack of the caller.
    return part(title, remoteStack ? { message: '', stack: '' } : cause)
  })
  return {
    code,
    file,
    name,
    message,
    request: `${options.request.method} ${options.request.url}`,
    method: options.request.method,
    fields: Object.entries(shown.fields),
    object: method === undefined ? undefined : { method, id },
    parts: [...parts, ...causes],
  }
}

/** Without a frame in the app's code, as for a call that was not awaited, the title says where. */
function elsewhere(part: Part, title: string): Part {
  return part.place ? part : { ...part, title }
}

function toPart(title: string, frames: Frame[], options: FailureOptions): Part {
  const stack = frames.map((frame) => stackLine(frame, options.root))
  const first = stack.find(({ isOwn }) => isOwn)
  if (!first) return { title, place: undefined, stack }
  const source = options.sourceOf(first.file)
  const code = source === undefined ? undefined : readCodeFrame(source, first)
  return { title, place: { ...first, code }, stack }
}

function stackLine(frame: Frame, root: string): StackLine {
  const { file, name, line, column } = frame
  const path = normalizePath(relative(root, file))
  const isOwn = isAbsolute(file) && !/^\.\.|(^|\/)node_modules\//.test(path)
  const position = `${isOwn ? path : shorten(file)}:${line}:${column}`
  return { ...frame, position, text: name ? `at ${name} (${position})` : `at ${position}`, isOwn }
}

/** The part of a dependency's path that identifies the file. */
function shorten(file: string): string {
  return normalizePath(file).replace(/^.*\/node_modules\//, '')
}
