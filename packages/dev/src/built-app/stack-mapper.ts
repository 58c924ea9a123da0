import { readFileSync } from 'node:fs'
import { SourceMap, type SourceMapPayload } from 'node:module'
import { dirname, join, relative, sep } from 'node:path'

export interface MappedApp {
  /** The app's folder, absolute. */
  root: string
  /** The folder of the bundle, absolute. */
  folder: string
  modules: readonly { name: string }[]
}

/**
 * Makes what puts the places of the app's own files into a line that the app or workerd prints, in
 * place of those in the bundle: `app/objects/cart.ts:12:5` for `index.js:5418:11`. Undefined for the
 * frame of a stack that is in Cloudwerk's own code, which says nothing to the app's author.
 */
export function createStackMapper(app: MappedApp): (line: string) => string | undefined {
  const maps = new Map<string, SourceMap | undefined>()
  const names = new Set(app.modules.map(({ name }) => name))
  const mapOf = (name: string): SourceMap | undefined => {
    if (!maps.has(name)) maps.set(name, readMap(join(app.folder, name)))
    return maps.get(name)
  }
  return (line) => {
    if (!line.includes('.js:') && !line.includes('.mjs:')) return line
    if (ownFrame.test(line)) return undefined
    let isOwn = false
    const mapped = line.replace(
      place,
      (text: string, name: string, row: string, column: string) => {
        const map = names.has(name) ? mapOf(name) : undefined
        const source = map && sourceOf(map, { app, name, row: Number(row), column: Number(column) })
        isOwn ||= source !== undefined && frameworkFile.test(source)
        return source ?? text
      },
    )
    return isOwn && frame.test(line) ? undefined : mapped
  }
}

const frame = /^\s+at /
const ownFrame = /^\s+at .*\bcloudwerk-host\//
const place = /(?<![\w./-])([\w.$@/-]+\.m?js):(\d+):(\d+)/g
const frameworkFile =
  /(?:^|\/)node_modules\/@cloudwerk\/|(?:^|\/)packages\/(?:core|durable-object)\/dist\//

interface Position {
  app: MappedApp
  name: string
  row: number
  column: number
}

function sourceOf(map: SourceMap, { app, name, row, column }: Position): string | undefined {
  const entry = map.findEntry(row - 1, column - 1)
  if (!('originalSource' in entry) || entry.originalSource === undefined) return undefined
  const { originalSource, originalLine, originalColumn } = entry
  // A module that was made by a plugin has no file.
  if (originalSource.includes('\0') || originalSource.startsWith('virtual:')) return undefined
  const file = relative(app.root, join(app.folder, dirname(name), originalSource))
  return `${file.split(sep).join('/')}:${originalLine + 1}:${originalColumn + 1}`
}

/** A bundle without maps, or with damaged ones, is shown as it is. */
function readMap(module: string): SourceMap | undefined {
  try {
    // Made by the build, beside the module.
    return new SourceMap(JSON.parse(readFileSync(`${module}.map`, 'utf8')) as SourceMapPayload)
  } catch {
    return undefined
  }
}
