import type { ObjectEntry } from '../app/manifest.ts'
import { scanApp } from '../app/scan-app.ts'
import { readSource } from '../app/source.ts'
import { readAppConfig } from '../config/app-config.ts'
import { suggest } from '../suggest.ts'
import { UserError } from '../user-error.ts'
import { findLocalData, type LocalData } from './local-data.ts'
import { type MethodInfo, readMethods } from './read-methods.ts'

export interface ObjectInfo extends Omit<ObjectEntry, 'methods'> {
  /** Undefined where the source does not tell. */
  methods: MethodInfo[] | undefined
  data: LocalData
}

/**
 * All that is known of one object of the app without running it.
 *
 * @throws UserError for a name that the app has no object of.
 */
export async function readObjectInfo(
  name: string,
  { root, data }: { root: string; data: string },
): Promise<ObjectInfo> {
  const { objects } = await scanApp(root)
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
