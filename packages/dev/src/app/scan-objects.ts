import { UserError } from '../user-error.ts'
import { assertDefineImported } from './definition-object.ts'
import type { ObjectEntry } from './manifest.ts'
import { bindingOf, classNameOf } from './names.ts'
import { type Scan, scanEach } from './problems.ts'
import { readDefinition } from './read-definition.ts'
import { readSource } from './source.ts'

/**
 * The objects among an app's files: the modules directly in `app/objects`, except tests, type
 * declarations, `index` and private ones (`_` or `.` in front). Sorted by class name.
 */
export async function scanObjects(
  root: string,
  files: readonly string[],
): Promise<Scan<ObjectEntry>> {
  const { entries, problems } = await scanEach(files.filter(isObjectFile), (file) =>
    scanObject(root, file),
  )
  entries.sort((a, b) => (a.className < b.className ? -1 : 1))
  const unread = files.flatMap((file) => explainUnread(file) ?? [])
  return { entries, problems: [...problems, ...unread, ...findClashes(entries)] }
}

/** A file that looks like an object and would be ignored silently. */
function explainUnread(file: string): UserError | undefined {
  const [, stem, extension] =
    /^app\/objects\/([^/._][^/.]*)\.([cm]?[jt]sx|c[jt]s)$/.exec(file) ?? []
  if (stem === undefined) return undefined
  return new UserError(`Objects are .ts, .js, .mts or .mjs files, but this one is .${extension}.`, {
    file,
    hint: `Rename it to ${stem}.ts${extension?.endsWith('x') ? ' without JSX in it' : ''}, or start its name with "_" if it is not an object.`,
  })
}

function isObjectFile(file: string): boolean {
  const name = /^app\/objects\/([^/]+)\.m?[jt]s$/.exec(file)?.[1]
  return name !== undefined && name !== 'index' && !/^[_.]|\.(test|spec|d)$/.test(name)
}

async function scanObject(root: string, file: string): Promise<ObjectEntry> {
  const source = await readSource(root, file)
  const { name, ...definition } = readDefinition(source)
  assertDefineImported(source)
  const className = name ?? classNameOf(file)
  return { className, binding: bindingOf(className), file, ...definition }
}

// `HTTPRoom` and `HttpRoom` are two classes with one binding, so both names are compared.
function findClashes(entries: readonly ObjectEntry[]): UserError[] {
  const taken = new Map<string, ObjectEntry>()
  return entries.flatMap((entry) => {
    const earlier = taken.get(entry.binding)
    taken.set(entry.binding, earlier ?? entry)
    return earlier ? [clash(earlier, entry)] : []
  })
}

function clash(first: ObjectEntry, second: ObjectEntry): UserError {
  const same =
    first.className === second.className
      ? `the class ${first.className}`
      : `the binding ${first.binding} (classes ${first.className} and ${second.className})`
  return new UserError(`${first.file} and ${second.file} both give ${same}.`, {
    file: second.file,
    hint: 'Rename one of the files, or give one of the definitions another `name`.',
  })
}
