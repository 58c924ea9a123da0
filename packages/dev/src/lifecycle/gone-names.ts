import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Manifest, ObjectEntry } from '../app/manifest.ts'
import { cloudwerkFolder } from '../paths.ts'

/** What objects store by names of the code. */
const kinds = ['jobs', 'schedules'] as const
type Names = Record<(typeof kinds)[number], string[]>

const file = join(cloudwerkFolder, 'last-build.json')

/**
 * Says which jobs and schedules the last build on this machine had and this one has not, since objects may
 * still have some of them.
 */
export function noteGoneNames(manifest: Manifest, onNotice: (text: string) => void): void {
  const path = join(manifest.root, file)
  const before = read(path)
  const now = new Map<string, Names>()
  for (const object of manifest.objects) {
    const last = before.get(object.className)
    const names = namesOf(object, last)
    if (last) for (const text of describeGone(object.className, last, names)) onNotice(text)
    if (kinds.some((kind) => names[kind].length > 0)) now.set(object.className, names)
  }
  if (now.size === 0 && before.size === 0) return
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `${JSON.stringify(Object.fromEntries(now))}\n`)
}

/** What cannot be seen in the source is taken to be as it was. */
function namesOf({ named = {}, features }: ObjectEntry, last: Names | undefined): Names {
  const isKnown = !features.includes('jobs')
  const of = (kind: keyof Names): string[] => named[kind] ?? (isKnown ? [] : (last?.[kind] ?? []))
  return { jobs: of('jobs'), schedules: of('schedules') }
}

function describeGone(className: string, before: Names, now: Names): string[] {
  const gone = (kind: keyof Names): string =>
    quote(before[kind].filter((n) => !now[kind].includes(n)))
  const jobs = gone('jobs')
  const schedules = gone('schedules')
  return [
    ...(jobs
      ? [
          `${className} no longer has ${jobs} among its jobs. Those that objects have enqueued wait as orphaned until code has them again. If one was renamed, keep its old name until they are done.`,
        ]
      : []),
    ...(schedules
      ? [
          `${className} no longer has ${schedules} among its schedules. Objects keep what they know of it for 30 days.`,
        ]
      : []),
  ]
}

function quote(names: string[]): string {
  return names.map((name) => `'${name}'`).join(', ')
}

function read(path: string): ReadonlyMap<string, Names> {
  try {
    const entries = Object.entries(JSON.parse(readFileSync(path, 'utf8')) as Record<string, Names>)
    return new Map(entries.filter(([, names]) => kinds.every((kind) => Array.isArray(names[kind]))))
  } catch {
    // There was no build here, or somebody has changed the file, which is only for this notice.
    return new Map()
  }
}
