import { realpathSync, statSync } from 'node:fs'
import { isAbsolute, relative, resolve } from 'node:path'
import { normalizePath } from 'vite'

/**
 * A file as a tool names it, absolute. Rolldown (1.2), oxc and Vite (8.3) name it from where the
 * command runs, which need not be the app.
 */
export function absolutePath(named: string): string {
  return resolve(named)
}

/** A file of the app as the app calls it, `app/objects/a.ts`. Any other stays absolute. */
export function pathInApp(path: string, root: string): string {
  // Vite follows links, so that its ids may be of another folder than the root that it was given.
  for (const folder of new Set([root, realOf(root)])) {
    const inner = normalizePath(relative(folder, path))
    if (inner !== '' && !isAbsolute(inner) && !/^\.\.(\/|$)/.test(inner)) return inner
  }
  return path
}

/** What a tool says, with the files of the app as the app calls them. */
export function withPathsInApp(text: string, root: string): string {
  const [first = '', ...rest] = text.split('\n')
  const shorten = (named: string): string => {
    const path = absolutePath(named)
    return isFile(path) ? pathInApp(path, root) : named
  }
  // Below the first line there is source, which may quote what looks like a path.
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
