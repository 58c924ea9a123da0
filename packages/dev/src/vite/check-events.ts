import type { WorkerConfig } from '@cloudflare/vite-plugin'
import type { JSONPath } from 'jsonc-parser'
import type { WorkerEntry } from '../app/manifest.ts'
import { bindingOf } from '../app/names.ts'
import type { AppConfig } from '../config/app-config.ts'
import { configName } from '../config/config-file.ts'
import { findCronFault } from '../config/cron-line.ts'
import { fieldsOf, itemsOf } from '../config/fields.ts'
import { placeInConfig } from '../config/place-in-config.ts'
import { UserError } from '../user-error.ts'

type Config = Pick<AppConfig, 'file' | 'raw' | 'environment'>

interface Events {
  worker: WorkerEntry | undefined
  config: Config
}

const workerFile = 'app/worker.ts'

/**
 * Compares what the configuration sends to the Worker with what `app/worker.ts` handles, both ways: an event
 * without a handler fails on Cloudflare each time, and a handler without a line is never called.
 */
export function checkEvents(user: WorkerConfig, events: Events): UserError[] {
  const crons = user.triggers?.crons ?? []
  const queues = (user.queues?.consumers ?? []).map(({ queue }) => queue)
  return [
    ...crons.flatMap((line) => checkCron(line, events)),
    ...queues.flatMap((queue) => checkQueue(queue, events)),
    ...checkWorkflows(user, events),
    ...checkUnused(events),
  ]
}

function checkCron(line: string, { worker, config }: Events): UserError[] {
  const fault = findCronFault(line)
  const file = placeIn(config, { path: ['triggers', 'crons'], text: line })
  if (fault !== undefined) {
    const hint =
      'A cron line has five fields: minute, hour, day, month and weekday, as in "0 3 * * mon". Times are UTC.'
    return [new UserError(`The cron line "${line}" is not valid: ${fault}.`, { file, hint })]
  }
  if (handles(worker, 'scheduled')) return []
  const message = `The cron line "${line}" calls \`scheduled\`, which the Worker does not have.`
  return [
    new UserError(message, { file, hint: addHandler(worker, 'scheduled(controller, env, ctx)') }),
  ]
}

function checkQueue(queue: string, { worker, config }: Events): UserError[] {
  if (handles(worker, 'queue')) return []
  const file = placeIn(config, { path: ['queues', 'consumers'], text: queue })
  const message = `The Worker consumes the queue ${queue}, but has no \`queue\` handler.`
  return [new UserError(message, { file, hint: addHandler(worker, 'queue(batch, env, ctx)') })]
}

function checkWorkflows(user: WorkerConfig, { worker, config }: Events): UserError[] {
  const classes = worker?.classes ?? []
  const own = (user.workflows ?? []).filter(({ script_name }) => script_name === undefined)
  const absent = own.filter(({ class_name }) => !classes.some(({ name }) => name === class_name))
  return absent.map(({ class_name }) => {
    const file = placeIn(config, { path: ['workflows'], text: class_name })
    const hint = `Export it from ${workerFile}: \`export class ${class_name} extends WorkflowEntrypoint { … }\`.`
    return new UserError(`The Worker does not export the Workflow ${class_name}.`, { file, hint })
  })
}

/** A line of any environment counts: the others have reasons of their own to do without. */
function checkUnused({ worker, config }: Events): UserError[] {
  const all = [
    fieldsOf(config.raw),
    ...Object.values(fieldsOf(fieldsOf(config.raw).env)).map(fieldsOf),
  ]
  const name = configName(config.file)
  const unused = (event: string, line: string): UserError[] => {
    const file = worker?.places[event]
    if (file === undefined) return []
    const message = `Nothing calls \`${event}\`: ${name} has no line for it.`
    return [new UserError(message, { file, hint: `Add to ${name}: ${line}` })]
  }
  const hasCron = all.some(({ triggers }) => itemsOf(fieldsOf(triggers).crons).length > 0)
  const hasQueue = all.some(({ queues }) => itemsOf(fieldsOf(queues).consumers).length > 0)
  const workflows = all.flatMap((part) =>
    itemsOf(part.workflows).map((entry) => fieldsOf(entry).class_name),
  )
  const unlisted = (worker?.classes ?? []).filter(
    (found) => found.extends === 'WorkflowEntrypoint' && !workflows.includes(found.name),
  )
  return [
    ...(hasCron ? [] : unused('scheduled', '"triggers": { "crons": ["0 3 * * *"] }')),
    ...(hasQueue ? [] : unused('queue', '"queues": { "consumers": [{ "queue": "the-name" }] }')),
    ...unlisted.map(({ name: className, place }) => {
      const message = `The Workflow ${className} cannot be started: ${name} has no line for it.`
      const binding = bindingOf(className)
      const entry = `{ "binding": "${binding}", "name": "${binding.toLowerCase().replaceAll('_', '-')}", "class_name": "${className}" }`
      return new UserError(message, {
        file: place,
        hint: `Add to ${name}: "workflows": [${entry}]`,
      })
    }),
  ]
}

/** Also where the source does not show it. */
function handles(worker: WorkerEntry | undefined, event: string): boolean {
  return worker !== undefined && (worker.handlers?.includes(event) ?? true)
}

function addHandler(worker: WorkerEntry | undefined, signature: string): string {
  return worker
    ? `Add \`async ${signature} { … }\` to the default export of ${worker.file}.`
    : `Create ${workerFile}: \`export default { async ${signature} { … } }\`.`
}

function placeIn({ file, environment }: Config, value: { path: JSONPath; text: string }): string {
  return placeInConfig(file, { environment, ...value })
}
