import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import leven from 'leven'
import { UserError } from '../user-error.ts'
import { listFiles } from './list-files.ts'
import type { RouteUse } from './manifest.ts'

const source = /^(?:(.*)\/)?([^/.][^/]*?)\.([cm]?[jt]sx?)$/
const test = /\.(?:test|spec|d)$/
const handler = /^export\s+(?:async\s+)?(?:function|const|let)\s+(?:GET|POST|PUT|PATCH|DELETE)\b/m
const definition = /^export\s+default\s+defineDurableObject\b/m
/** Beside `app`, where people who know other frameworks put them. */
const otherFolders = ['objects', 'object', 'durable-objects']

/**
 * Files that look like a route or an object and would be ignored silently, because of their name or
 * folder: `app/routes.ts`, `app/object/room.ts`. Only those with a handler or a definition in them,
 * and none that is private (`_` in front).
 */
export async function findNearMisses(root: string, routeUse?: RouteUse): Promise<UserError[]> {
  const folders = ['app', ...otherFolders].map((folder) => listFiles(root, folder))
  const files = (await Promise.all(folders)).flat()
  const found = await Promise.all(files.map((file) => explain({ root, file, routeUse })))
  return found.filter((problem) => problem !== undefined)
}

interface Candidate {
  root: string
  file: string
  routeUse: RouteUse | undefined
}

async function explain({ root, file, routeUse }: Candidate): Promise<UserError | undefined> {
  const [, folder = '', stem = '', extension = ''] = source.exec(file) ?? []
  if (stem === '' || test.test(stem) || /(?:^|\/)_/.test(file)) return undefined
  if (routeUse === undefined && isLikeRoute(folder, stem) && (await holds(root, file, handler))) {
    return new UserError(`${file} exports route handlers, but is not served.`, {
      file,
      hint: `Only files named route.ts are routes. Rename it to ${folder}/route.${extension}, or start its name with "_" if it is not a route.`,
    })
  }
  if (folder !== 'app/objects' && (await holds(root, file, definition))) {
    return new UserError(`${file} exports an object, but is not used.`, {
      file,
      hint: `Objects are the files directly in app/objects. Move it to app/objects/${stem}.${extension}, or start its name with "_" if it is not an object.`,
    })
  }
  return undefined
}

/** `routes.ts`, `rotue.ts`, `Route.s.ts`. A helper file with such a name rarely exports handlers. */
function isLikeRoute(folder: string, stem: string): boolean {
  if (stem === 'route' || !/^app(?!\/objects(?:\/|$))/.test(folder)) return false
  return leven(stem.toLowerCase(), 'route') <= 2
}

async function holds(root: string, file: string, pattern: RegExp): Promise<boolean> {
  // A file that cannot be read is not reported here.
  const text = await readFile(join(root, file), 'utf8').catch(() => '')
  return pattern.test(text)
}
