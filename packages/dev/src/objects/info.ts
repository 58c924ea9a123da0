import type { ObjectEntry } from '../app/manifest.ts'
import { readSource } from '../app/source.ts'
import { readAppConfig } from '../config/app-config.ts'
import { scanProject } from '../config/scan-project.ts'
import { suggest } from '../suggest.ts'
import { UserError } from '../user-error.ts'
import { findLocalData, type LocalData } from './local-data.ts'
import { type MethodInfo, readMethods } from './read-methods.ts'

export interface ObjectInfo extends Omit<ObjectEntry, 'methods'> {
  /** Undefined where the source does not show them. */
  methods: MethodInfo[] | undefined
  data: LocalData
}

/**
 * Everything that is known about an object of the app without running it.
 *
 * @throws UserError when the app has no object of that name.
 */
export async function readObjectInfo(
  name: string,
  { root, data }: { root: string; data: string },
): Promise<ObjectInfo> {
  const { objects } = await scanProject(root)
  const object = objects.find(({ className }) => className === name)
  if (!object) throw notFound(name, objects)
  const config = await readAppConfig(root, 'production')
  return {
    ...object,
    methods: readMethods(await readSource(root, object.file)),
    data: findLocalData(name, { root, data, worker: config.name }),
  }
}

function notFound(name: string, objects: readonly ObjectEntry[]): UserError {
  const names = objects.map(({ className }) => className)
  return new UserError(`This app has no object ${name}.`, { hint: suggest(name, names) })
}
