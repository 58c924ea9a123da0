import { realpathSync, statSync } from 'node:fs'
import { isAbsolute, relative, resolve } from 'node:path'
import { normalizePath } from 'vite'

/**
 * The absolute path of a file that a tool names. Rolldown (1.2), oxc and Vite (8.3) name it relative to
 * where the command runs, which need not be the app's folder.
 */
export function absolutePath(named: string): string {
  return resolve(named)
}

/** The path of a file relative to the app, `app/objects/a.ts`; absolute for a file outside it. */
export function pathInApp(path: string, root: string): string {
  // Vite follows links, so its ids may be in another folder than the root that it was given.
  for (const folder of new Set([root, realOf(root)])) {
    const inner = normalizePath(relative(folder, path))
    if (inner !== '' && !isAbsolute(inner) && !/^\.\.(\/|$)/.test(inner)) return inner
  }
  return path
}

/** A tool's message, with paths of the app's files relative to the app. */
export function withPathsInApp(text: string, root: string): string {
  const [first = '', ...rest] = text.split('\n')
  const shorten = (named: string): string => {
    const path = absolutePath(named)
    return isFile(path) ? pathInApp(path, root) : named
  }
  // The lines after the first hold source code, which may quote text that looks like a path.
  return [
    first.replace(/"([^"]+)"/g, (_, named: string) => `"${shorten(named)}"`),
    ...rest.map((line) =>
      line.replace(
        /─\[ (.+?)(:\d+:\d+) \]/g,
        (_, named: string, place: string) => `─[ ${shorten(named)}${place} ]`,
      ),
    ),
  ].join('\n')
}

function realOf(folder: string): string {
  try {
    return realpathSync(folder)
  } catch {
    return folder
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}
