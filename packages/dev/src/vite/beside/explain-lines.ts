import type { ObjectEntry } from '../../app/manifest.ts'
import type { AppConfig } from '../../config/app-config.ts'
import { isLive, recordFor } from '../../config/class-record.ts'
import { configName } from '../../config/config-file.ts'
import { createdEntry } from '../../config/edit-record.ts'
import { UserError } from '../../user-error.ts'

/** The objects that a Wrangler configuration does not bind, or whose classes it does not list. */
export function missingObjects(
  objects: readonly ObjectEntry[],
  { bound, records, environment }: AppConfig,
): ObjectEntry[] {
  const { entries } = recordFor(records, environment)
  return objects.filter((object) => {
    const entry = entries.get(object.className)
    const isBound = bound.some(
      ({ binding, className }) => binding === object.binding && className === object.className,
    )
    return !isBound || !entry || !isLive(entry)
  })
}

/**
 * For a project whose `cloudflare()` is called by an adapter, which takes no `config` for it: the lines of the
 * Wrangler configuration that it lacks.
 */
export function explainLines(objects: readonly ObjectEntry[], { file }: AppConfig): UserError {
  const bindings = objects.map(({ binding, className }) =>
    JSON.stringify({ name: binding, class_name: className }),
  )
  const classes = objects.map(
    ({ className, storage }) =>
      `    ${JSON.stringify(className)}: ${JSON.stringify(createdEntry(storage))}`,
  )
  const names = objects.map(({ className }) => className).join(', ')
  const name = configName(file)
  return new UserError(`${name} does not have the app's objects: ${names}.`, {
    file: name,
    hint: `The adapter runs Cloudflare's plugin itself, so that cloudwerk() cannot add them. Write there:

  "durable_objects": {
    "bindings": [
      ${bindings.join(',\n      ')}
    ]
  },
  "exports": {
${classes.join(',\n')}
  }`,
  })
}
