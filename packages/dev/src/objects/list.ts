import type { ObjectEntry } from '../app/manifest.ts'
import { scanProject } from '../config/scan-project.ts'
import { formatTable } from '../terminal/table.ts'

const unknown = 'not known from the source'

/** The objects of the app, as a table or as JSON. */
export async function listObjects(root: string, { json }: { json: boolean }): Promise<string> {
  const { objects } = await scanProject(root)
  return json ? JSON.stringify(objects.map(toJson), null, 2) : formatObjects(objects)
}

/** An object as `--json` prints it. */
export function toJson({ className, ...object }: ObjectEntry): object {
  const { binding, file, storage, sql, handlers, methods } = object
  return { name: className, class: className, binding, file, storage, sql, handlers, methods }
}

function formatObjects(objects: ObjectEntry[]): string {
  if (objects.length === 0) return 'This app has no objects. Define one in app/objects/counter.ts.'
  const rows = objects.map(({ className, binding, file, storage, handlers, methods }) => [
    className,
    binding,
    file,
    storage,
    handlers?.join(' ') ?? unknown,
    methods?.join(' ') ?? unknown,
  ])
  return formatTable(['Class', 'Binding', 'File', 'Storage', 'Handlers', 'Methods'], rows)
}
